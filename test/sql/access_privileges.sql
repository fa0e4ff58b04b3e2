-- The golden list: what PUBLIC and each level may do with every object of the extension.  What is new appears here and wants
-- to be looked at.  r read, a append, w write, d delete, D truncate, x reference, t trigger, U use, X execute, C create, (column).
\set ON_ERROR_ROLLBACK on
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE ROLE regress_crm_analyst;
CREATE ROLE regress_crm_agent;
CREATE ROLE regress_crm_admin;
SELECT crm.grant_access('regress_crm_' || level, level) FROM unnest(ARRAY['analyst', 'agent', 'admin']) AS level;

-- As the catalog has them, without what the owner has.
CREATE TEMPORARY VIEW granted AS
SELECT kind, object, CASE grantee WHEN 0 THEN 'public' ELSE right(pg_get_userbyid(grantee)::text, -12) END AS who, privilege_type, is_grantable, place
FROM (SELECT CASE c.relkind WHEN 'S' THEN '3 sequence' WHEN 'v' THEN '2 view' ELSE '1 table' END AS kind, c.relname::text AS object,
             coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl, c.relowner AS owner, NULL AS place
      FROM pg_class AS c WHERE c.relnamespace = 'crm'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      UNION ALL
      SELECT '1 table', c.relname, a.attacl, c.relowner, a.attname
      FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL WHERE c.relnamespace = 'crm'::regnamespace
      UNION ALL
      SELECT CASE WHEN p.prorettype = 'trigger'::regtype THEN '5 trigger' ELSE '4 function' END, p.oid::regprocedure::text,
             coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner, NULL
      FROM pg_proc AS p WHERE p.pronamespace = 'crm'::regnamespace
      UNION ALL
      SELECT '0 schema', n.nspname, n.nspacl, n.nspowner, NULL FROM pg_namespace AS n WHERE n.nspname = 'crm'
      UNION ALL
      SELECT '6 type', t.oid::regtype::text, coalesce(t.typacl, acldefault('T', t.typowner)), t.typowner, NULL
      FROM pg_type AS t LEFT JOIN pg_class AS c ON c.oid = t.typrelid
      WHERE t.typnamespace = 'crm'::regnamespace AND t.typtype IN ('d', 'e', 'c', 'r', 'm') AND (c.oid IS NULL OR c.relkind = 'c')) AS o,
     LATERAL aclexplode(o.acl) AS g
WHERE g.grantee <> o.owner;
CREATE TEMPORARY VIEW list AS
SELECT right(o.kind, -2) AS kind, o.object, w.who,
       coalesce(string_agg(concat(CASE g.privilege_type WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a' WHEN 'UPDATE' THEN 'w' WHEN 'DELETE' THEN 'd'
                                    WHEN 'TRUNCATE' THEN 'D' WHEN 'REFERENCES' THEN 'x' WHEN 'TRIGGER' THEN 't' WHEN 'USAGE' THEN 'U'
                                    WHEN 'EXECUTE' THEN 'X' WHEN 'CREATE' THEN 'C' ELSE g.privilege_type END,
                                  CASE WHEN g.is_grantable THEN '*' END, '(' || g.place || ')'), ''
                           ORDER BY position(left(g.privilege_type, 2) IN 'SEINUPDETRREUSEXCR'), g.place), '') AS may, o.kind AS place
FROM (SELECT '1 table' AS kind, relname::text AS object FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind IN ('r', 'p')
      UNION SELECT '2 view', relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind IN ('v', 'm')
      UNION SELECT '3 sequence', relname FROM pg_class WHERE relnamespace = 'crm'::regnamespace AND relkind = 'S'
      UNION SELECT kind, object FROM granted) AS o
CROSS JOIN unnest(ARRAY['public', 'analyst', 'agent', 'admin']) AS w (who)
LEFT JOIN granted AS g ON (g.kind, g.object, g.who) = (o.kind, o.object, w.who)
GROUP BY o.kind, o.object, w.who;

SELECT kind, object, max(may) FILTER (WHERE who = 'public') AS public, max(may) FILTER (WHERE who = 'analyst') AS analyst,
       max(may) FILTER (WHERE who = 'agent') AS agent, max(may) FILTER (WHERE who = 'admin') AS admin
FROM list WHERE kind IN ('schema', 'table', 'sequence') GROUP BY place, kind, object ORDER BY place, object COLLATE "C";
-- Views are for whoever may read, functions for everybody who may enter the schema: they act with the caller's rights.  All but:
SELECT kind, object, max(may) FILTER (WHERE who = 'public') AS public, max(may) FILTER (WHERE who = 'analyst') AS analyst,
       max(may) FILTER (WHERE who = 'agent') AS agent, max(may) FILTER (WHERE who = 'admin') AS admin
FROM list WHERE kind IN ('view', 'function', 'trigger', 'type') GROUP BY place, kind, object
HAVING array_agg(may ORDER BY who) <> CASE kind WHEN 'view' THEN '{r,r,r,""}'::text[] WHEN 'type' THEN '{"","","",U}' ELSE '{"","","",X}' END
ORDER BY place, object COLLATE "C";
SELECT count(*) > 30 AS views, (SELECT count(*) > 80 FROM pg_proc WHERE pronamespace = 'crm'::regnamespace AND proacl IS NULL) AS functions
FROM list WHERE kind = 'view' AND who = 'analyst' AND may = 'r';
-- A function without a line above is one that PUBLIC may not execute and nobody else either:
SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'crm'::regnamespace
  AND NOT EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a WHERE a.grantee = 0) ORDER BY 1::text COLLATE "C";
ROLLBACK;
