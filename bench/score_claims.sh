#!/usr/bin/env bash
# Claims a second from one client, beside a single hand-written indexed UPDATE on the same table; then 8 clients for
# a while, with a rescoring and a long snapshot beside them, counting leads claimed twice.  PGDATABASE etc. say where;
# the database must have been loaded by bench/load.sql and scored by CALL crm.rescore_in_batches().
# Leaves no claims behind.
set -euo pipefail
seconds=${1:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

q() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }
unclaim() { q -c "UPDATE crm.lead_scores SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by IS NOT NULL" \
              -c "VACUUM crm.lead_scores" -c "SELECT crm.rescore_leads(only_due => true)" >/dev/null; }

# Agents 1 to 20 of the loader are without licences.
cat >"$work/claim.sql" <<'S'
\set agent random(1, 50)
SELECT lead_id FROM crm.claim_leads(:agent);
S
cat >"$work/ours.sql" <<'S'
SELECT lead_id FROM crm.claim_leads(1);
S
cat >"$work/by_hand.sql" <<'S'
UPDATE crm.lead_scores SET claimed_by = 1, claimed_until = now() + interval '15 min'
  WHERE tenant_id = 1 AND lead_id = (SELECT lead_id FROM crm.lead_scores
    WHERE tenant_id = 1 AND agent_id = 1 AND priority_slope = 0 AND claimed_by IS NULL AND priority_key IS NOT NULL
    ORDER BY priority_key DESC, lead_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING lead_id;
S
cat >"$work/logged.sql" <<'S'
\set agent random(1, 50)
INSERT INTO bench_claims (lead_id, agent_id) SELECT lead_id, :agent FROM crm.claim_leads(:agent, 1, '1 hour');
S

tps() { sed -n 's/^tps = \([0-9.]*\).*/\1/p'; }
unclaim
echo "one client, UPDATE by hand:  $(pgbench -n -M prepared -f "$work/by_hand.sql" -c 1 -T "$seconds" | tps) a second"
unclaim
echo "one client, crm.claim_leads: $(pgbench -n -M prepared -f "$work/ours.sql" -c 1 -T "$seconds" | tps) a second"
unclaim

q -c "DROP TABLE IF EXISTS bench_claims" -c "CREATE TABLE bench_claims (lead_id bigint, agent_id bigint)"
q -c "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM crm.tenants; SELECT pg_sleep($seconds)" >/dev/null &
q -c "SELECT crm.rescore_leads(now() + interval '1 hour', true)" >/dev/null &
pgbench -n -M prepared -f "$work/logged.sql" -c 8 -j 2 -T "$seconds" | sed -n 's/^tps = \([0-9.]*\).*/eight clients, with a rescoring and a long snapshot: \1 a second/p'
wait
echo "claimed: $(q -c "SELECT count(*) FROM bench_claims"), twice: $(q -c "SELECT count(*) - count(DISTINCT lead_id) FROM bench_claims"), lost: $(q -c "SELECT count(*) FROM bench_claims b LEFT JOIN crm.lead_scores s ON s.lead_id = b.lead_id AND s.claimed_by = b.agent_id WHERE s.lead_id IS NULL")"
q -c "DROP TABLE bench_claims"
unclaim
