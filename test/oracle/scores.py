"""A lead's score, its place in the queue and the queue itself, by the words of docs/scoring.md and a model's definition.

Exact where the documentation promises it (points are fractions); the logarithm and the odds are floats.
"""
import datetime as dt
from fractions import Fraction
import math

from world import first_of

HOUR = dt.timedelta(hours=1)
ONE_DAY = dt.timedelta(days=1)
REACHED = ('met', 'replied', 'answered', 'connected')


def days_between(later, earlier):
    return Fraction((later - earlier) // dt.timedelta(microseconds=1), 86400 * 10 ** 6)


def walk(value, path):
    """What a JSON Pointer with * finds in a document."""
    if not path:
        return [value]
    name, rest = path[0], path[1:]
    if name == '*':
        return [x for item in (value if isinstance(value, list) else []) for x in walk(item, rest)]
    return walk(value[name], rest) if isinstance(value, dict) and name in value else []


def from_document(lead, feature):
    document = lead.get(feature['document'] + '_data')
    if document is None:
        return None
    found = walk(document, feature['pointer'].split('/')[1:])
    aggregate = feature.get('aggregate', 'first')
    if aggregate == 'count':
        items = [item for x in found for item in (x if isinstance(x, list) else [x])]
        where = feature.get('where', {})
        return sum(all(isinstance(i, dict) and i.get(k) in allowed for k, allowed in where.items()) for i in items)
    if not found:
        return None
    return {'first': lambda: found[0], 'sum': lambda: sum(found), 'min': lambda: min(found), 'max': lambda: max(found)}[aggregate]()


class Scorer:
    """Scores one tenant's leads as of an instant."""

    def __init__(self, world, model, as_of):
        self.w, self.model, self.as_of = world, model, as_of
        self.known = {s.lead_id for s in world.lead_scores}

    def past(self, lead):
        """Communications that have taken place, oldest first."""
        these = [c for c in self.w.communications_of.get(lead.id, []) if c.occurred_at is not None and c.occurred_at <= self.as_of]
        return sorted(these, key=lambda c: (c.occurred_at, c.id))

    def feature(self, lead, name):
        w, client = self.w, self.w.clients_by_id[lead.client_id]
        if isinstance(name, dict):
            return from_document(lead, name)
        if name == 'lead.x_date':
            return w.midnight(lead.x_date) if lead.x_date else None
        if name == 'lead.status':
            return lead.status_id
        if name == 'lead.source_kind':
            return w.lead_sources_by_id[lead.source_id].kind if lead.source_id else None
        if name in ('history.open_opportunities', 'history.won_opportunities'):
            return sum(w.opportunity_stages_by_id[o.stage_id].category == name[8:].split('_')[0] for o in w.deals_of.get(lead.id, []))
        if name in ('history.last_inbound_at', 'history.last_outbound_at'):
            return max((c.occurred_at for c in self.past(lead) if c.direction in name), default=None)
        if name == 'history.last_note_at':
            return max((n.created_at for n in w.lead_notes if n.lead_id == lead.id and n.created_at <= self.as_of), default=None)
        if name == 'lead.line':
            return w.insurance_types_by_id[lead.insurance_type_id].line
        if name == 'lead.source':
            return lead.source_id
        if name == 'lead.source_cost':
            return w.lead_sources_by_id[lead.source_id].cost_per_lead if lead.source_id else None
        if name == 'lead.campaign':
            return w.campaigns_by_id[lead.campaign_id].code if lead.campaign_id else None
        if name == 'client.state':
            address = w.addresses_by_id.get(client.address_id)
            return address and address.state
        if name.startswith('marketing.'):
            settings = w.settings_of.get(lead.id)
            return settings and settings[name[10:]]
        if name == 'history.last_sentiment':
            felt = [c.ai_sentiment for c in self.past(lead) if c.ai_sentiment is not None]
            return felt[-1] if felt else None
        if name == 'history.unanswered':
            count = 0
            for c in reversed(self.past(lead)):
                if c.direction == 'inbound' or c.outcome in REACHED:
                    break
                count += 1
            return count
        if name == 'history.reply_hours':
            ours = [c.occurred_at for c in self.past(lead) if c.direction == 'outbound' and c.occurred_at >= lead.received_at]
            return days_between(min(ours), lead.received_at) * 24 if ours else None
        table, column = name.split('.')
        value = (lead if table == 'lead' else client)[column]
        return None if value == '' else value

    def events(self, lead, factor):
        """When what the factor counts has happened."""
        of = {'notes': self.w.lead_notes, 'opportunities': self.w.opportunities}
        if factor['events'] in of:
            return [e.created_at for e in of[factor['events']] if e.lead_id == lead.id and e.created_at <= self.as_of]
        times = []
        for c in self.past(lead):
            if factor.get('direction', c.direction) != c.direction or c.communication_type_id not in factor.get('types', [c.communication_type_id]):
                continue
            if 'outcomes' in factor and c.outcome not in factor['outcomes']:
                continue
            if 'channels' in factor and self.w.communication_types_by_id[c.communication_type_id].channel not in factor['channels']:
                continue
            times.append(c.occurred_at)
        return times

    def count_points(self, lead, factor):
        sum_of, count = Fraction(0), 0
        for at in self.events(lead, factor):
            age = self.as_of - at
            if 'within_days' in factor and age >= factor['within_days'] * ONE_DAY:
                continue
            halvings = age // (factor['half_life_days'] * ONE_DAY) if 'half_life_days' in factor else 0
            if halvings >= 6:
                continue
            sum_of += Fraction(factor.get('points_each', 0)) / 2 ** halvings
            count += 1
        if 'bins' in factor:
            return self.bin(factor, count)
        most = Fraction(factor['max_points'])
        return min(sum_of, most) if most > 0 else max(sum_of, most)

    @staticmethod
    def bin(factor, value):
        return Fraction(next(b['points'] for b in factor['bins'] if 'below' not in b or Fraction(value) < Fraction(b['below'])))

    def points(self, lead, factor):
        if factor['kind'] == 'counts':
            return self.count_points(lead, factor)
        value = self.feature(lead, factor['feature'])
        if value is None or factor['kind'] == 'bins' and isinstance(value, str):
            return Fraction(factor.get('missing', 0))
        if factor['kind'] == 'bins':
            if 'measure' in factor:
                value = days_between(self.as_of, value) if factor['measure'] == 'days_since' else days_between(value, self.as_of)
            return self.bin(factor, value)
        if factor['kind'] == 'categories':
            return Fraction(factor['points'].get(value, factor.get('other', 0)))
        return Fraction(factor['points'] if value is not False else factor.get('otherwise', 0))

    def score(self, lead):
        """(score, total, points before the caps, totals by group)"""
        raw = {f['name']: self.points(lead, f) for f in self.model['factors']}
        groups = {}
        for name, group in self.model['groups'].items():
            all_points = sum(raw[f['name']] for f in self.model['factors'] if f['group'] == name)
            groups[name] = max(Fraction(group['min']), min(Fraction(group['max']), all_points))
        total = Fraction(self.model['base_points']) + sum(groups.values())
        return max(Fraction(0), min(Fraction(100), total)), total, raw, groups

    def grade(self, score):
        return next((g['grade'] for g in self.model['grades'] if score >= g['from']), self.model['grades'][-1]['grade'])

    def probability(self, score):
        p = self.model['probability']
        odds = float(p['odds']) * 2 ** ((float(score) - float(p['score'])) / float(p['points_to_double_odds']))
        return odds / (1 + odds)

    def expected_value(self, lead, probability):
        v, line = self.model['value'], self.w.insurance_types_by_id[lead.insurance_type_id].line

        def rate(rates):
            return float(first_of(rates.get(lead.insurance_type_id), rates.get(line), rates.get('other')))

        premium = next((float(lead[p.split('.')[1]]) for p in v['premium'] if lead[p.split('.')[1]]), 0)
        return probability * (premium or rate(v['default_premium'])) * rate(v['commission_rate'])

    @staticmethod
    def polyline(line, day):
        points = [(float(x), float(y)) for x, y in line]
        if day < points[0][0]:
            return points[0][1]
        for (x0, y0), (x1, y1) in reversed(list(zip(points, points[1:]))):
            if day >= x1:
                return y1 if (x1, y1) == points[-1] else None
            if day >= x0 and x1 > x0:
                return y0 + (y1 - y0) * (day - x0) / (x1 - x0)
        return points[-1][1]

    def urgency(self, lead):
        u, sum_of = self.model['urgency'], 0.0
        sum_of += self.polyline(u['lead_age'], float(days_between(self.as_of, lead.received_at)))
        if lead.x_date:
            sum_of += self.polyline(u['x_date'], float(days_between(self.w.midnight(lead.x_date), self.as_of)))
        if lead.next_follow_up_at is not None:
            sum_of += float(u['follow_up']['waiting' if self.as_of < lead.next_follow_up_at else 'due'])
        if lead.ai_follow_up_priority is not None:
            sum_of += float(u['follow_up']['priority_step']) * (3 - lead.ai_follow_up_priority)
        if lead.first_contact_at is None:
            until = lead.received_at + float(u['first_contact']['within_hours']) * HOUR
            sum_of += float(u['first_contact']['waiting' if self.as_of < until else 'breached'])
        return sum_of

    def priority(self, lead):
        score = self.score(lead)[0]
        return math.log(max(self.expected_value(lead, self.probability(score)), 0.01)) + self.urgency(lead)

    def due_at(self, lead):
        if lead.next_follow_up_at is not None:
            return lead.next_follow_up_at
        return lead.received_at + float(self.model['urgency']['first_contact']['within_hours']) * HOUR if lead.first_contact_at is None else None

    def queue(self, agent, claims, own_claims=True):
        """{lead: priority} of those in the queue: of an agent, or all (None).  Imported leads enter when they are scored."""
        w, found = self.w, {}
        a = w.agents_by_id.get(agent)
        for lead in w.leads:
            settings = w.settings_of.get(lead.id)
            if lead.created_at != w.now and lead.id not in self.known:
                continue
            if w.category(lead) != 'open' or settings and settings.do_not_contact:
                continue
            claimed_by, until = claims.get(lead.id, (None, None))
            claimed = claimed_by is not None and until > self.as_of
            if claimed and not (own_claims and claimed_by == agent):
                continue
            if a:
                address = w.addresses_by_id.get(w.clients_by_id[lead.client_id].address_id)
                state, line = address and address.state, w.insurance_types_by_id[lead.insurance_type_id].line
                if lead.assigned_agent_id not in (None, agent) or a.lines and line not in a.lines \
                        or a.licensed_states and state is not None and state not in a.licensed_states:
                    continue
            found[lead.id] = self.priority(lead)
        return found
