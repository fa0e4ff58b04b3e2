"""The lists and the counts of what is true now, as reports.py has the reports."""
import datetime as dt
import re

from reports import bar
from world import DAY, Near, first_of, group, interval, ratio, seconds, total

MINUTE = dt.timedelta(minutes=1)
LIVE = ('open', 'nurture')


def live(w, lead):
    return w.category(lead) in LIVE


def value_of(lead):
    return first_of(lead.quoted_premium, lead.target_premium, lead.current_premium)


def touched(lead):
    return max(t for t in (lead.status_changed_at, lead.last_contact_at) if t is not None)


def mean_days(w, times):
    return Near(sum(seconds(w.now - t) for t in times) / 86400 / len(times), 1) if times else None


def pipeline(w):
    rows = []
    for s in w.lead_statuses:
        if s.category in LIVE:
            these = [x for x in w.leads if x.status_id == s.id]
            limit = interval(s.rotten_after)
            if s.is_active or these:
                rows.append(['leads', s.sort_order, s.id, s.label, None, len(these), total(value_of(x) for x in these), None,
                             mean_days(w, [x.status_changed_at for x in these]),
                             sum(limit is not None and touched(x) < w.ago(limit) for x in these)])
    for s in w.opportunity_stages:
        if s.category == 'open':
            these = [o for o in w.opportunities if o.stage_id == s.id]
            limit = interval(s.rotten_after)
            if s.is_active or these:
                rows.append([s.pipeline, s.sort_order, s.id, s.label, s.probability, len(these), total(o.premium for o in these),
                             Near(total((o.premium or 0) * first_of(o.probability, s.probability) for o in these), 2),
                             mean_days(w, [o.stage_changed_at for o in these]),
                             sum(limit is not None and o.stage_changed_at < w.ago(limit) for o in these)])
    return sorted(rows, key=lambda r: r[:3])


def pipeline_chart(w):
    rows = pipeline(w)
    most = {board: max(r[5] for r in these) for board, these in group(rows, lambda r: r[0]).items()}
    return [[r[0], r[3], r[5], r[9], bar(r[5], most[r[0]], 30)] for r in rows]


def stale_leads(w):
    rows = []
    for x in w.leads:
        limit = interval(w.lead_statuses_by_id[x.status_id].rotten_after)
        if live(w, x) and limit is not None and touched(x) < w.ago(limit):
            over = w.ago(limit) - touched(x)
            rows.append([-over, x.id, w.client_name(x.client_id), x.insurance_type_id, x.status_id,
                         w.agent_name(x.assigned_agent_id), over // MINUTE * 60, value_of(x)])
    return [r[1:] for r in sorted(rows, key=lambda r: r[:2])]


def overdue_follow_ups(w):
    rows = []

    def add(kind, due, lead, client, agent, what):
        if due is not None and due < w.now:
            rows.append([kind, due, lead, client, w.client_name(client), w.agent_name(agent), what])

    for x in w.leads:
        if live(w, x):
            planned = [c.scheduled_at for c in w.communications_of.get(x.id, []) if c.occurred_at is None and c.outcome is None]
            if x.next_follow_up_at not in planned:
                add('follow_up', x.next_follow_up_at, x.id, x.client_id, x.assigned_agent_id,
                    'follow up (%s)' % w.lead_statuses_by_id[x.status_id].label)
            add('next_action', x.ai_next_action_at, x.id, x.client_id, x.assigned_agent_id,
                first_of(x.ai_next_action, 'suggested by ' + (x.ai_model or 'a model')))
            s = w.settings_of.get(x.id)
            if s and not s.do_not_contact:
                add('marketing_touch', s.next_touch_at, x.id, x.client_id, x.assigned_agent_id, 'marketing touch')
    for c in w.lead_communications:
        lead = w.leads_by_id.get(c.lead_id)
        if c.occurred_at is None and c.outcome is None and (lead is None or live(w, lead)):
            label = w.communication_types_by_id[c.communication_type_id].label
            add('communication', c.scheduled_at, c.lead_id, c.client_id, first_of(c.agent_id, lead and lead.assigned_agent_id),
                label + (': ' + c.subject if c.subject is not None else ''))
    for k in w.clients:
        if k.next_contact_at not in [c.scheduled_at for c in w.lead_communications if c.client_id == k.id]:
            add('client', k.next_contact_at, None, k.id, k.owner_agent_id, 'contact the client')
    for p in w.contacts:
        if p.next_contact_at not in [c.scheduled_at for c in w.lead_communications if c.contact_id == p.id]:
            add('contact', p.next_contact_at, None, p.client_id, w.clients_by_id[p.client_id].owner_agent_id, 'contact ' + p.name)
    return rows


def no_next_step(w):
    rows = []
    for x in w.leads:
        planned = any(c.occurred_at is None and c.outcome is None for c in w.communications_of.get(x.id, []))
        if w.category(x) == 'open' and x.next_follow_up_at is None and x.ai_next_action_at is None and not planned:
            rows.append([x.status_changed_at, 'lead', x.id, w.client_name(x.client_id), x.status_id, w.agent_name(x.assigned_agent_id), value_of(x)])
    for o in w.opportunities:
        if w.opportunity_stages_by_id[o.stage_id].category == 'open' and not (o.next_step or '').strip():
            rows.append([o.stage_changed_at, 'opportunity', o.id, w.client_name(o.client_id), o.stage_id, w.agent_name(o.agent_id), o.premium])
    return sorted(rows, key=lambda r: r[:3])


def silenced(w, lead):
    return lead.id in w.settings_of and w.settings_of[lead.id].do_not_contact


def x_date_calendar(w):
    rows = []
    for x in w.leads:
        reason = w.lost_reasons_by_id.get(x.lost_reason_id) if w.category(x) == 'lost' else None
        back = interval(reason.reapproach_before_x_date) if reason else None
        days = (x.x_date - w.today).days if x.x_date else None
        if days is not None and 0 <= days <= 120 and (live(w, x) or back) and not silenced(w, x):
            rows.append([x.x_date, x.id, days, '0-30' if days <= 30 else '31-60' if days <= 60 else '61-90' if days <= 90 else '91-120',
                         w.client_name(x.client_id), x.status_id, w.agent_name(x.assigned_agent_id), x.x_date - back if back else None])
    return sorted(rows, key=lambda r: r[:2])


def win_back(w):
    rows = []
    for x in w.leads:
        reason = w.lost_reasons_by_id.get(x.lost_reason_id)
        back = interval(reason.reapproach_before_x_date) if reason else None
        newer = any(o.client_id == x.client_id and o.insurance_type_id == x.insurance_type_id and o.received_at > x.received_at
                    and w.category(o) != 'lost' for o in w.leads)
        if w.category(x) == 'lost' and back and x.x_date and x.x_date - back <= w.today <= x.x_date and not silenced(w, x) and not newer:
            rows.append([x.x_date, x.id, w.client_name(x.client_id), x.lost_reason_id, first_of(x.quoted_premium, x.current_premium),
                         (x.x_date - w.today).days, w.agent_name(x.assigned_agent_id)])
    return sorted(rows, key=lambda r: r[:2])


def high_limits(lead):
    auto, home = lead.auto_data or {}, lead.home_data or {}
    liability = auto.get('coverages', {}).get('liability', {})
    return (liability.get('bi_per_person', 0) >= 250000 or liability.get('csl', 0) >= 500000
            or home.get('coverages', {}).get('e_liability', 0) >= 300000)


def cross_sell_gaps(w):
    home, auto, life = {'home', 'condo', 'mobile_home'}, {'auto'}, {'term_life', 'whole_life', 'universal_life'}
    liability = {'bop', 'general_liability'}
    business = liability | {'commercial_property', 'professional_liability'}
    rows = []
    for id, leads in group(w.leads, lambda x: x.client_id).items():
        won = [x for x in leads if w.category(x) == 'won']
        have, c = {x.insurance_type_id for x in won}, w.clients_by_id[id]
        offered = {x.insurance_type_id for x in leads if live(w, x)}
        high = any(high_limits(x) for x in won)
        gaps = [(1, 'home without auto', have & home, auto),
                (2, 'auto without home or renters', have & auto, home | {'renters'}),
                (3, 'high limits without umbrella', high, {'umbrella'}),
                (4, 'home and auto without umbrella', have & home and have & auto and not high, {'umbrella'}),
                (5, 'business without cyber', have & business, {'cyber'}),
                (6, 'business without workers compensation', have & liability and (c.employee_count or 0) > 0, {'workers_comp'}),
                (7, 'family without life', have & home and have & auto, life)]
        premiums = [x.quoted_premium for x in won if x.quoted_premium is not None]
        for place, gap, has, lacks in gaps:
            if has and not have & lacks and not offered & lacks:
                rows.append([place, gap, id, c.display_name, w.agent_name(c.owner_agent_id),
                             min((x.bound_at for x in won if x.bound_at), default=None), sum(premiums) if premiums else None])
    return sorted(rows, key=lambda r: (r[0], -(r[6] if r[6] is not None else -1), r[2]))


def contact_gaps(w):
    rows = []
    for x in w.leads:
        times = sorted([x.received_at, *[c.occurred_at for c in w.communications_of.get(x.id, []) if c.occurred_at is not None
                                         and w.communication_types_by_id[c.communication_type_id].counts_as_contact]])
        for start, end in zip(times, [*times[1:], None]):
            days = ((end or w.now) - start).days
            if days >= 1 and (end or live(w, x)):
                rows.append([x.id, start, end, days])
    return rows


def schema_versions_in_use(w):
    rows = []
    for s in w.json_schemas:
        these = [x for x in w.leads if x.get(s.kind + '_schema_version') == s.version]
        of_kind = sum(x.get(s.kind + '_schema_version') is not None for x in w.leads)
        times = [x.received_at for x in these]
        rows.append([s.kind, s.version, s.status, len(these), sum(live(w, x) for x in these), ratio(len(these), of_kind),
                     min(times, default=None), max(times, default=None)])
    return sorted(rows, key=lambda r: r[:2])


def phone_key(phone):
    return re.sub('[^0-9]', '', re.split('[a-zA-Z]', phone or '')[0])[-10:] or None


def data_quality(w, as_of):
    """found, total and share; the examples are one of the ids returned last."""
    def mail(c):
        return (c.email or '').strip(' ').lower() or None

    def well_formed(address):
        name, at, domain = address.partition('@')
        return bool(name and at and '@' not in domain and not re.search(r'\s', address) and domain.count('.') >= 1 and all(domain.split('.')))

    def doubles(key):
        groups = group([c for c in w.clients if key(c) is not None], key)
        return [c.id for these in groups.values() if len(these) > 1 for c in these]

    def person(c):
        if c.date_of_birth is None and c.fein is None:
            return None
        return c.name_key, c.date_of_birth, c.fein

    opened = [x for x in w.leads if w.category(x) == 'open']
    today = w.day(as_of)
    mails = [c for c in w.clients if mail(c)]
    phones = [c for c in w.clients if phone_key(c.phone) or (c.phone or '').strip(' ')]
    keyed = [c for c in w.clients if phone_key(c.phone)]
    kinds = [x for x in opened if w.insurance_types_by_id[x.insurance_type_id].document_kind]
    dated = [x for x in opened if x.x_date]
    rows = [
        ('clients', [c.id for c in w.clients if not mail(c) and not phone_key(c.phone)], w.clients),
        ('clients', [c.id for c in mails if not well_formed(mail(c))], mails),
        ('clients', [c.id for c in phones if len(phone_key(c.phone) or '') < 10], phones),
        ('clients', doubles(mail), mails),
        ('clients', doubles(lambda c: phone_key(c.phone)), keyed),
        ('clients', doubles(person), w.clients),
        ('clients', [c.id for c in w.clients if c.address_id is None], w.clients),
        ('leads', [x.id for x in w.leads if x.source_id is None], w.leads),
        ('open leads', [x.id for x in opened if x.assigned_agent_id is None and x.received_at < as_of - DAY], opened),
        ('open leads', [x.id for x in kinds if all(x.get(k + '_data') is None for k in
                                                  ('auto', 'home', 'renters', 'specialty', 'commercial', 'life'))], kinds),
        ('open leads', [x.id for x in dated if x.x_date < today], dated)]
    return [[of, len(found), len(whole), ratio(len(found), len(whole)), AnyOf(found)] for of, found, whole in rows]


class AnyOf(list):
    """One of these, and none if there are none."""

    def __eq__(self, other):
        return other in self or other is None and not self
