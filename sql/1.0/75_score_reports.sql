-- What a score model does to the leads at hand, to look at in psql.

CREATE FUNCTION crm.score_distribution(model text DEFAULT NULL, buckets int DEFAULT 10,
    as_of timestamptz DEFAULT now(), tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (from_score numeric, to_score numeric, leads bigint, share numeric, mean_probability numeric, bar text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
  RETURN QUERY
    SELECT round(100.0 * (c.bucket - 1) / buckets, 2), round(100.0 * c.bucket / buckets, 2), c.leads,
           round(100.0 * c.leads / nullif(sum(c.leads) OVER (), 0), 1), round(c.mean_probability::numeric, 4),
           coalesce(crm.bar(nullif(c.leads, 0), max(c.leads) OVER (), 40), '')
      FROM crm.count_scores(score_distribution.model, score_distribution.buckets, true, score_distribution.as_of,
                            score_distribution.tenant) c
      ORDER BY c.bucket;
END
$body$;
COMMENT ON FUNCTION crm.score_distribution(text, int, timestamptz, bigint) IS
  'How many open leads score how high under a model: buckets of equal width, the last with its upper end; share in '
  'percent; a bar to look at. model as in crm.score_leads; buckets: 1 to 100.'
  ' Raises invalid_parameter_value for other numbers of buckets, no_data_found for an unknown model.';

CREATE FUNCTION crm.compare_score_models(before text, after text, as_of timestamptz DEFAULT now(),
    tenant bigint DEFAULT crm.current_tenant())
  RETURNS TABLE (grade text, leads_before bigint, leads_after bigint, came bigint, went bigint,
                 mean_score_before numeric, mean_score_after numeric, first_100_before bigint, first_100_after bigint,
                 bar_before text, bar_after text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH b AS (
    SELECT s.*, row_number() OVER (ORDER BY s.priority DESC NULLS LAST, s.lead_id) AS rank
      FROM crm.score_leads(compare_score_models.before, true, compare_score_models.as_of, compare_score_models.tenant) s),
  a AS (
    SELECT s.*, row_number() OVER (ORDER BY s.priority DESC NULLS LAST, s.lead_id) AS rank
      FROM crm.score_leads(compare_score_models.after, true, compare_score_models.as_of, compare_score_models.tenant) s),
  pairs AS (
    SELECT b.lead_id, b.grade AS gb, a.grade AS ga, b.score AS sb, a.score AS sa, b.rank AS rb, a.rank AS ra
      FROM b JOIN a ON a.lead_id = b.lead_id),
  grades AS (SELECT p.gb AS grade FROM pairs p UNION SELECT p.ga FROM pairs p),
  counted AS (
    SELECT g.grade, count(*) FILTER (WHERE p.gb = g.grade) AS nb, count(*) FILTER (WHERE p.ga = g.grade) AS na,
           count(*) FILTER (WHERE p.ga = g.grade AND p.gb <> g.grade) AS came,
           count(*) FILTER (WHERE p.gb = g.grade AND p.ga <> g.grade) AS went,
           avg(p.sb) FILTER (WHERE p.gb = g.grade) AS sb, avg(p.sa) FILTER (WHERE p.ga = g.grade) AS sa,
           count(*) FILTER (WHERE p.gb = g.grade AND p.rb <= 100) AS fb,
           count(*) FILTER (WHERE p.ga = g.grade AND p.ra <= 100) AS fa
      FROM grades g JOIN pairs p ON g.grade IN (p.ga, p.gb) GROUP BY g.grade),
  widest AS (SELECT max(greatest(c.nb, c.na)) AS n FROM counted c)
  SELECT r.grade, r.nb, r.na, r.came, r.went, r.sb, r.sa, r.fb, r.fa, r.bb, r.ba FROM (
    SELECT 1 AS part, c.grade, c.nb, c.na, c.came, c.went, round(c.sb, 1) AS sb, round(c.sa, 1) AS sa, c.fb, c.fa,
           crm.bar(c.nb, w.n) AS bb, crm.bar(c.na, w.n) AS ba
      FROM counted c, widest w
    UNION ALL
    SELECT 2, '(all)', count(*), count(*), NULL, NULL, round(avg(p.sb), 1), round(avg(p.sa), 1),
           count(*) FILTER (WHERE p.rb <= 100), count(*) FILTER (WHERE p.rb <= 100 AND p.ra <= 100), NULL, NULL
      FROM pairs p) r
  ORDER BY r.part, r.grade;
END;
COMMENT ON FUNCTION crm.compare_score_models(text, text, timestamptz, bigint) IS
  'What another model would do to the open leads: by grade, how many before and after, how many come to it and leave '
  'it, their mean scores, how many of the first 100 of the queue. In the last row, (all), first_100_after says how '
  'many of the first 100 stay among them. Models as in crm.score_leads, ''default:1'' and ''default:2'' say.'
  ' Raises no_data_found for an unknown model.';
