#!/usr/bin/env bash
# Claims: how many a second from one client, beside a single hand-written indexed UPDATE of the same rows; then 8 clients
# for a while, that claim, release and let leases run out, while leads change and are rescored and a long snapshot is
# open: no lead may have two holders at a time, and none may be passed over for good.
# Use: bench/score_claims.sh [seconds] on a database that bench/load.sql loaded and crm.rescore_in_batches scored.
# Lifts the agents' licences meanwhile; leaves no claims behind.
set -euo pipefail
seconds=${1:-60}
claims=${CLAIMS:-2000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

q() { psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }
unclaim() {
	q -c "UPDATE crm.lead_scores SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by IS NOT NULL" \
	  -c "SELECT crm.rescore_leads(only_due => true)" -c "VACUUM crm.lead_scores" -c CHECKPOINT >/dev/null
}
# tps FILE OPTION...
tps() { local file=$1; shift; pgbench -n -M prepared -f "$work/$file" "$@" 2>>"$work/log" | sed -n 's/^tps = \([0-9]*\).*/\1/p'; }

# Agent 1, who may sell everything, and the leads that are nobody's.
q -c "CREATE TABLE IF NOT EXISTS bench_licences AS SELECT id, licensed_states, lines FROM crm.agents" \
  -c "UPDATE crm.agents SET licensed_states = '{}', lines = '{}'" >/dev/null
cat >"$work/ours.sql" <<'S'
SELECT lead_id, client_name, reason FROM crm.claim_leads(1);
S
cat >"$work/by_hand.sql" <<'S'
UPDATE crm.lead_scores SET claimed_by = 1, claimed_until = now() + interval '15 min'
  WHERE tenant_id = 1 AND lead_id = (SELECT lead_id FROM crm.lead_scores
    WHERE tenant_id = 1 AND CASE WHEN agent_id IS NULL THEN 0 ELSE agent_id END = 0 AND priority_slope = 0 AND claimed_by IS NULL AND priority_key IS NOT NULL
    ORDER BY priority_key DESC, lead_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) RETURNING lead_id;
S

# Turn by turn, so that whatever else the machine does hits both; the best of each counts.
ours=0 by_hand=0
for _ in 1 2 3; do
	unclaim; n=$(tps by_hand.sql -c 1 -t "$claims"); ((n > by_hand)) && by_hand=$n
	unclaim; n=$(tps ours.sql -c 1 -t "$claims"); ((n > ours)) && ours=$n
done
echo "One client: $ours claims a second, $by_hand UPDATEs by hand."
echo "bench | claims of one lead from one client, with names and reasons | $ours a second | one UPDATE by hand, $by_hand a second | $(awk "BEGIN { printf \"%.2f\", $ours / $by_hand }") | >= 0.42 | 6"

# What was held from when until when; a claim holds from its commit at the latest.
q -c "DROP TABLE IF EXISTS bench_claims" \
  -c "CREATE TABLE bench_claims (id bigserial PRIMARY KEY, lead_id bigint, agent_id bigint, held_from timestamptz, held_until timestamptz)"
cat >"$work/work.sql" <<'S'
\set agent random(1, 50)
\set keeps random(1, 3)
BEGIN;
SELECT coalesce((SELECT lead_id FROM crm.claim_leads(:agent, 1, '3 s')), 0) AS lead \gset
INSERT INTO bench_claims (lead_id, agent_id, held_from, held_until)
  SELECT :lead, :agent, clock_timestamp(), (SELECT claimed_until FROM crm.lead_scores WHERE lead_id = :lead AND tenant_id = 1)
  RETURNING id \gset
END;
\if :keeps = 1
BEGIN;
UPDATE bench_claims SET held_until = least(held_until, clock_timestamp()) WHERE id = :id;
SELECT crm.release_lead(:lead, :agent) WHERE :lead > 0;
END;
\endif
S
# Leads change all the time, and are rescored.
cat >"$work/change.sql" <<'S'
\set from random(1, 990000)
UPDATE crm.leads SET current_premium = coalesce(current_premium, 1000) + 1 WHERE tenant_id = 1 AND id BETWEEN :from AND :from + 200;
SELECT crm.rescore_leads(only_due => true);
S
unclaim
began=$(q -c "SELECT clock_timestamp()")
q -c "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM crm.tenants; SELECT pg_sleep($seconds); COMMIT" >/dev/null &
pgbench -n -f "$work/change.sql" -c 1 -T "$seconds" >/dev/null 2>>"$work/log" &
eight=$(tps work.sql -c 8 -j 2 -T "$seconds")
wait
failed=$(grep -c ERROR "$work/log" || true)
made=$(q -c "SELECT count(*) FROM bench_claims WHERE lead_id > 0")
empty=$(q -c "SELECT count(*) FROM bench_claims WHERE lead_id = 0")
twice=$(q -c "SELECT count(*) FROM (SELECT held_from < max(held_until) OVER (PARTITION BY lead_id ORDER BY held_from, id
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS again FROM bench_claims WHERE lead_id > 0) c WHERE again")
# Everybody may have the leads that are nobody's: one that stayed as it was, was never held, and is better than one that
# was taken all the same.
lost=$(q -c "WITH nobodys AS MATERIALIZED (SELECT s.lead_id, s.priority_key,
      EXISTS (SELECT FROM bench_claims b WHERE b.lead_id = s.lead_id) AS was_held
    FROM crm.lead_scores s WHERE s.tenant_id = 1 AND s.agent_id IS NULL AND s.priority_slope = 0
      AND s.scored_at < '$began' AND s.next_change_at > now())
  SELECT count(*) FROM nobodys WHERE NOT was_held AND priority_key > (SELECT min(priority_key) FROM nobodys WHERE was_held)")
sleep 3
# After the last lease: what is claimable by the queue and by the tables is the same.
waiting=$(q -c "WITH claimable AS (SELECT s.lead_id FROM crm.lead_scores s JOIN crm.leads l ON l.id = s.lead_id AND l.tenant_id = s.tenant_id
      JOIN crm.lead_statuses t ON t.id = l.status_id AND t.category = 'open'
    WHERE (s.agent_id IS NULL OR s.agent_id = 1) AND s.claimed_until <= now())
  SELECT count(*) FROM claimable c WHERE NOT EXISTS (SELECT FROM crm.lead_ranking(1000, 1) r WHERE r.lead_id = c.lead_id)
    AND (SELECT count(*) FROM claimable) < 1000")
echo "Eight clients for $seconds s, leads changing and a snapshot open: $eight transactions a second, $made claims of $(q -c "SELECT count(DISTINCT lead_id) FROM bench_claims WHERE lead_id > 0") leads, $empty came back empty, $failed failed."
echo "bench | leads held by two agents at a time, 8 clients for $seconds s, leads changing, a long snapshot open | $twice | of $made claims | | 0 | 6"
echo "bench | leads passed over for good, in the same run | $((lost + waiting + empty + failed)) | of $made claims | | 0 | 6"
[[ $failed == 0 ]] || tail -n 5 "$work/log"

unclaim
q -c "UPDATE crm.agents a SET licensed_states = b.licensed_states, lines = b.lines FROM bench_licences b WHERE b.id = a.id" \
  -c "DROP TABLE bench_claims" -c "DROP TABLE bench_licences"
