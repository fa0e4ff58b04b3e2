"""Each report of an agency, computed from its rows by the words of its comment.

Each function takes a World and what the report takes, and returns the rows as lists, in the order of the report's
columns.  Where the report's order is not told to the last tie, rows are compared as a set: those are in UNORDERED.
"""
import datetime as dt
from fractions import Fraction
import math

from world import DAY, Near, first_of, group, month_of, months, next_month, percentile, ratio, seconds, total

WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
BARS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']


def cents(amount):
    """Half a cent is one, as in SQL."""
    return Fraction(math.floor(Fraction(amount) * 100 + Fraction(1, 2)), 100)


def bar(value, most, width):
    if not most or value is None or most <= 0 or value <= 0:
        return ''
    eighths = math.floor(min(Fraction(value) / Fraction(most), 1) * width * 8 + Fraction(1, 2))
    return '█' * (eighths // 8) + BARS[eighths % 8]


def sparkline(numbers):
    most = max(numbers, default=0)
    return ''.join(' ' if n <= 0 else '▁▂▃▄▅▆▇█'[max(0, math.ceil(Fraction(n) / Fraction(most) * 8) - 1)] for n in numbers)


# ------------------------------------------------------------------ how far, how soon

def key_of(by):
    def local(f):
        return f.received_at.astimezone(f.agent_zone)
    return {'month': lambda f: month_of(f.received_on),
            'week': lambda f: (f.received_on - DAY * f.received_on.weekday()).isoformat(),
            'weekday': lambda f: '%d %s' % (local(f).isoweekday(), WEEKDAYS[local(f).weekday()]),
            'hour': lambda f: '%02d' % local(f).hour,
            'source': lambda f: f.source or '(none)', 'campaign': lambda f: f.campaign or '(none)',
            'agent': lambda f: f.agent or '(nobody)', 'insurance_type': lambda f: f.insurance_type,
            'line': lambda f: f.line, 'all': lambda f: 'all'}[by]


def funnel(w, since, until, by):
    facts = w.received(since, until)
    groups = group(facts, key_of(by))
    if by == 'month' and (facts or since and until):
        days = [f.received_on for f in facts]
        for day in months(since or min(days), until - DAY if until else max(days)):
            groups.setdefault(month_of(day), [])
    rows = []
    for key, these in sorted(groups.items()):
        n, contacted, quoted, bound = len(these), *[sum(f.reached >= step for f in these) for step in (1, 2, 3)]
        rows.append([key, n, contacted, quoted, bound, ratio(contacted, n), ratio(quoted, contacted), ratio(bound, quoted), ratio(bound, n),
                     percentile(0.5, [seconds(f.bound_at - f.received_at) for f in these if f.bound_at], 86400)])
    return rows


def funnel_chart(w):
    facts = w.facts
    if not facts:
        return []
    return [[step, n, ratio(n, len(facts)), bar(n, len(facts), 40)]
            for step, n in (('received', len(facts)), *[(s, sum(f.reached >= i for f in facts)) for i, s in ((1, 'contacted'), (2, 'quoted'), (3, 'bound'))])]


def lead_facts(w):
    return [[f.lead_id, f.contacted_at, f.quoted_at, f.bound_at, f.lost_at, f.times_lost, f.reached, f.bound_premium, f.commission,
             f.received_on.isoformat()] for f in w.facts]


def stage_velocity(w, since, until):
    def stays(histories, before_first, spent):
        """(from, seconds) of each move within the span."""
        for id, moves in histories.items():
            came = before_first(id)
            for m in moves:
                stay = m[spent] if m[spent] is not None else m.changed_at - came
                came = m.changed_at
                if w.within(m.changed_at, since, until):
                    yield m.get('from_status_id') or m.get('from_stage_id'), max(seconds(stay), 0)

    def board(name_of, stages, places, histories, before_first, spent):
        spans = group(stays(histories, before_first, spent), lambda s: s[0])
        for s in stages:
            left, here = [t for _, t in spans.get(s.id, [])], sum(p == s.id for p in places)
            if s.is_active or left or here:
                yield [name_of(s), s.sort_order, s.id, s.label, len(left), percentile(0.5, left, 3600), percentile(0.9, left, 3600), here]

    deals = {o.id: o for o in w.opportunities}
    return sorted([*board(lambda s: 'leads', w.lead_statuses, [x.status_id for x in w.leads], w.moves_of,
                          lambda id: w.leads_by_id[id].received_at, 'time_in_status'),
                   *board(lambda s: s.pipeline, w.opportunity_stages, [o.stage_id for o in w.opportunities], w.stage_moves_of,
                          lambda id: deals[id].created_at, 'time_in_stage')], key=lambda r: r[:3])


def speed_to_lead(w, since, until, by):
    rows = []
    for key, these in sorted(group(w.received(since, until), key_of(by)).items()):
        waits = []
        for f in these:
            calls = [c.occurred_at for c in w.communications_of.get(f.lead_id, []) if c.direction == 'outbound' and c.agent_id is not None
                     and c.occurred_at is not None and c.occurred_at >= f.received_at]
            if calls:
                waits.append(seconds(min(calls) - f.received_at))
        n = len(these)
        rows.append([key, n, len(waits), percentile(0.5, waits, 60), percentile(0.9, waits, 60),
                     *[ratio(sum(t <= limit for t in waits), n) for limit in (300, 3600, 86400)], ratio(n - len(waits), n)])
    return rows


def cohort_conversion(w, since, until, as_of):
    groups = group([f for f in w.received(since, until) if f.received_at <= as_of], lambda f: f.received_on.replace(day=1))
    rows = []
    for day in months(min(groups), max(groups)) if groups else []:
        these = groups.get(day, [])
        days = [seconds(f.bound_at - f.received_at) / 86400 for f in these if f.bound_at and f.bound_at <= as_of]
        ended = w.midnight(next_month(day))
        rows.append([month_of(day), len(these), len(days), ratio(len(days), len(these)),
                     *[ratio(sum(d <= 7 * weeks for d in days), len(these)) if ended + 7 * weeks * DAY <= as_of else None
                       for weeks in (1, 2, 4, 8, 13, 26)]])
    return rows


# ------------------------------------------------------------------ money and people

def credited(w, f, touch):
    """The lead that the credit goes by."""
    return f.lead if touch == 'last' else min((x for x in w.leads if x.client_id == f.client_id), key=lambda x: (x.received_at, x.id))


def money(these, spend):
    n, quoted, bound = len(these), sum(f.reached >= 2 for f in these), sum(f.reached >= 3 for f in these)
    commission = total(f.commission for f in these)
    return [quoted, bound, ratio(quoted, n), ratio(bound, n), *[ratio(spend, k, 2) for k in (n, quoted, bound)],
            total(f.bound_premium for f in these), Near(commission, 2),
            ratio(commission - spend, spend) if spend is not None else None]


def source_roi(w, since, until, touch):
    groups = group(w.received(since, until), lambda f: credited(w, f, touch).source_id)
    rows = []
    for id in {*groups, *(s.id for s in w.lead_sources if s.is_active)}:
        these = groups.get(id, [])
        spend = total(w.lead_sources_by_id[f.source].cost_per_lead for f in these if f.source)
        quoted, bound, *rest = money(these, spend)
        rows.append([id or '(none)', w.lead_sources_by_id[id].label if id else None, len(these), spend, quoted, bound, *rest])
    return sorted(rows, key=lambda r: (-r[2], r[0]))


def campaign_roi(w, since, until, touch):
    groups = group(w.received(since, until), lambda f: credited(w, f, touch).campaign_id)
    rows = []
    for id in {*groups, *(c.id for c in w.campaigns)}:
        these, c = groups.get(id, []), w.campaigns_by_id.get(id)
        cost = c.cost if c else None
        rows.append([c.code if c else '(none)', c and c.label, c and c.starts_on, c and c.ends_on, c and c.budget, cost or 0, len(these),
                     *money(these, cost)])
    return sorted(rows, key=lambda r: (r[0] == '(none)', r[2] is None, -(r[2].toordinal() if r[2] else 0), r[0]))


def wilson(part, whole):
    if not whole:
        return [None, None, None]
    z, p = 1.959964, part / whole
    middle, spread = (p + z * z / (2 * whole)), z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return [ratio(part, whole), *[Near((middle + sign * spread) / (1 + z * z / whole), 3) for sign in (-1, 1)]]


def agent_leaderboard(w, since, until):
    rows = []
    for a in w.agents:
        these = [f for f in w.received(since, until) if f.lead.assigned_agent_id == a.id]
        tries = sum(c.agent_id == a.id and c.direction == 'outbound' and c.occurred_at is not None and w.within(c.occurred_at, since, until)
                    for c in w.lead_communications)
        steps = [sum(f.reached >= step for f in these) for step in (1, 2, 3)]
        if a.is_active or these or tries:
            rows.append([a.id, a.display_name, len(these), tries, *steps, *[x for n in steps for x in wilson(n, len(these))],
                         total(f.bound_premium for f in these)])
    return sorted(rows, key=lambda r: (-r[-1], -r[6], r[1], r[0]))


def forecast(w, as_of, commit_from):
    today = w.day(as_of)
    groups = {}
    for o in w.opportunities:
        stage = w.opportunity_stages_by_id[o.stage_id]
        lead = w.leads_by_id.get(o.lead_id)
        line = w.insurance_types_by_id[lead.insurance_type_id].line if lead else '(none)'
        if stage.category == 'open':
            month = month_of(max(o.expected_close_on, today)) if o.expected_close_on else '(no date)'
        elif stage.category == 'won' and o.won_at is not None and month_of(w.day(o.won_at)) >= month_of(today):
            month = month_of(w.day(o.won_at))
        else:
            continue
        groups.setdefault((month == '(no date)', month, line), []).append((o, stage))
    rows = []
    for (_, month, line), deals in sorted(groups.items()):
        opened = [(o.premium or 0, first_of(o.probability, s.probability), o) for o, s in deals if s.category == 'open']
        rows.append([month, line, len(opened), sum(o.expected_close_on is not None and o.expected_close_on < today for _, _, o in opened),
                     sum(p for p, _, _ in opened), Near(sum(p * share for p, share, _ in opened), 2),
                     sum(p for p, share, _ in opened if share >= commit_from), sum(o.premium or 0 for o, s in deals if s.category == 'won')])
    return rows


def forecast_chart(w):
    rows = forecast(w, w.now, Fraction(3, 4))
    sums = [[month, total(r[7] for r in these), sum(r[5].exact for r in these), total(r[4] for r in these)]
            for month, these in group(rows, lambda r: r[0]).items()]
    return [[m, won, Near(weighted, 1), best] for m, won, weighted, best in sorted(sums, key=lambda r: (r[0] == '(no date)', r[0]))]


def forecast_accuracy(w, since, until, commit_from, as_of):
    def came(o):
        moves = w.stage_moves_of.get(o.id, [])
        return min([o.created_at, *[m.changed_at - (m.time_in_stage or dt.timedelta(0)) for m in moves]])

    def stood(o, at):
        """The stage just before an instant; None: it was not there yet."""
        if came(o) >= at:
            return None
        moves = w.stage_moves_of.get(o.id, [])
        later = next((m for m in moves if m.changed_at >= at), None)
        return w.opportunity_stages_by_id[later.from_stage_id if later else o.stage_id]

    if not w.opportunities:
        return []
    rows = []
    for day in months(w.day(min(came(o) for o in w.opportunities)), w.day(as_of)):
        begins, ends = w.midnight(day), w.midnight(next_month(day))
        if ends > as_of or since and day < since or until and day >= until:
            continue
        held = [(o, stood(o, begins)) for o in w.opportunities if o.expected_close_on and o.expected_close_on < next_month(day)]
        held = [(o, s) for o, s in held if s and s.category == 'open']
        won = [o for o in w.opportunities if w.opportunity_stages_by_id[o.stage_id].category == 'won' and o.won_at is not None
               and begins <= o.won_at < ends]
        best, weighted = total(o.premium for o, _ in held), total((o.premium or 0) * s.probability for o, s in held)
        of_these = total(o.premium for o, _ in held if o in won)
        slipped = total(o.premium for o, _ in held if o not in won and stood(o, ends).category == 'open')
        rows.append([month_of(day), len(held), best, Near(weighted, 2), total(o.premium for o, s in held if s.probability >= commit_from),
                     of_these, best - of_these - slipped, slipped, total(o.premium for o in won) - of_these, total(o.premium for o in won),
                     ratio(total(o.premium for o in won), cents(weighted))])
    return rows


def accuracy_chart(w):
    rows = forecast_accuracy(w, None, None, Fraction(3, 4), w.now)
    most = max((max(cents(r[3].exact), r[9]) for r in rows), default=0)
    return [[r[0], r[3], r[9], r[10], bar(cents(r[3].exact), most, 24), bar(r[9], most, 24)] for r in rows]


# ------------------------------------------------------------------ losses, renewals, hours

def lost_reason_summary(w, since, until):
    losses = []
    for f in w.facts:
        moves, lead = w.moves_of.get(f.lead_id, []), f.lead
        these = [(m.changed_at, m.lost_reason_id) for m in moves if w.is_step(m.to_status_id, 'lost')]
        began = moves[0].from_status_id if moves else lead.status_id
        if w.is_step(began, 'lost'):    # put in as lost
            these.insert(0, (lead.received_at, None) if moves else (first_of(lead.lost_at, lead.received_at), lead.lost_reason_id))
        for i, (at, reason) in enumerate(these):
            last = i == len(these) - 1
            if w.within(at, since, until):
                losses.append((first_of(reason, lead.lost_reason_id if last else None), at, last, lead, w.category(lead)))
    rows = []
    for reason, these in group(losses, lambda x: x[0]).items():
        still = [lead for _, _, last, lead, category in these if last and category == 'lost']
        rows.append([reason or '(none given)', w.lost_reasons_by_id[reason].label if reason else None, len(these), len({x[3].id for x in these}),
                     len(still), len({x[3].id for x in these if x[4] in ('open', 'nurture')}), len({x[3].id for x in these if x[4] == 'won'}),
                     ratio(len(these), len(losses)), total(lead.quoted_premium for lead in still),
                     percentile(0.5, [seconds(at - lead.received_at) for _, at, _, lead, _ in these], 86400)])
    return sorted(rows, key=lambda r: (-r[2], r[0]))


def retention(w, since, until):
    due = [o for o in w.opportunities if o.kind == 'renewal' and o.expected_close_on and (not since or o.expected_close_on >= since)
           and (not until or o.expected_close_on < until)]
    rows = []
    for month, these in sorted(group(due, lambda o: month_of(o.expected_close_on)).items()):
        of = {c: [o for o in these if w.opportunity_stages_by_id[o.stage_id].category == c] for c in ('won', 'lost', 'open')}
        kept, gone = total(o.premium for o in of['won']), total(o.premium for o in of['lost'])
        rows.append([month, len(these), *[len(of[c]) for c in ('won', 'lost', 'open')],
                     ratio(len(of['won']), len(of['won']) + len(of['lost'])), kept, gone, ratio(kept, kept + gone)])
    return rows


def contact_time_heatmap(w, since, until):
    import zoneinfo
    cells = {}
    for c in w.lead_communications:
        kind = w.communication_types_by_id[c.communication_type_id]
        if kind.channel != 'call' or c.direction != 'outbound' or c.occurred_at is None or not w.within(c.occurred_at, since, until):
            continue
        address = w.addresses_by_id.get(w.clients_by_id[c.client_id].address_id)
        local = c.occurred_at.astimezone(zoneinfo.ZoneInfo(address.timezone) if address and address.timezone else w.zone)
        reached = kind.counts_as_contact and c.outcome not in ('no_answer', 'left_message', 'voicemail', 'busy', 'wrong_number', 'failed')
        cells.setdefault((local.isoweekday(), local.hour), []).append(bool(reached))
    tried, reached = sum(map(len, cells.values())), sum(map(sum, cells.values()))
    rows = []
    for day in range(1, 8):
        for hour in range(24):
            these = cells.get((day, hour), [])
            rows.append([day, WEEKDAYS[day - 1], hour, len(these), sum(these), ratio(sum(these), len(these)),
                         ratio(sum(these) + Fraction(10 * reached, tried), len(these) + 10) if tried else None])
    return rows


def contact_time_chart(w):
    rows = contact_time_heatmap(w, None, None)
    return [[day, sum(r[3] for r in rows if r[1] == day), sum(r[4] for r in rows if r[1] == day)] for day in WEEKDAYS]


def source_trend(w):
    this = w.today.year * 12 + w.today.month
    recent = [f for f in w.facts if 0 <= this - (f.received_on.year * 12 + f.received_on.month) < 12]
    rows = []
    for source, these in group(recent, lambda f: f.source or '(none)').items():
        counts = [0] * 12
        for f in these:
            counts[11 - (this - f.received_on.year * 12 - f.received_on.month)] += 1
        rows.append([source, len(these), sparkline(counts)])
    return sorted(rows, key=lambda r: (-r[1], r[0]))
