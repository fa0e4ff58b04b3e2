"""What is in the tables, as Python sees it, and the sums that reports have in common.

Nothing here knows how a report is computed in SQL: rows come as JSON, and are added up by hand, exactly (fractions), from
what the comments of the views and functions say.
"""
import datetime as dt
from decimal import Decimal
from fractions import Fraction
import zoneinfo

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)


class Near:
    """A number that is expected rounded to so many digits: whichever way a tie goes, or a float leans."""

    def __init__(self, exact, digits):
        self.exact, self.digits = Fraction(exact), digits

    def __eq__(self, other):
        return other is not None and abs(Fraction(other) - self.exact) <= Fraction(1, 2 * 10 ** self.digits) + Fraction(1, 10 ** 9)

    def __repr__(self):
        return '%.*f' % (self.digits + 3, float(self.exact))


def ratio(part, whole, digits=3):
    return None if part is None or not whole else Near(Fraction(part) / Fraction(whole), digits)


def percentile(share, numbers, scale=1, digits=1):
    """The continuous percentile, as of SQL's percentile_cont; None of no numbers."""
    if not numbers:
        return None
    ordered = sorted(Fraction(n) for n in numbers)
    place = Fraction(share).limit_denominator(100) * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return Near((ordered[low] + (ordered[high] - ordered[low]) * (place - low)) / scale, digits)


def seconds(span):
    return Fraction((span.days * 86400 + span.seconds) * 10 ** 6 + span.microseconds, 10 ** 6)


def total(amounts):
    return sum((a for a in amounts if a is not None), Decimal(0))


def total_or_none(amounts):
    amounts = [a for a in amounts if a is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def first_of(*values):
    return next((v for v in values if v is not None), None)


def month_of(day):
    return '%04d-%02d' % (day.year, day.month)


def next_month(day):
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months(first, last):
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = next_month(day)


def group(rows, key):
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def interval(text):
    """A lookup's interval ("5 days") as to_jsonb writes it."""
    if text is None:
        return None
    if ':' in text:
        return dt.timedelta(hours=int(text.split(':')[0]))
    number, unit = text.split()
    assert unit in ('day', 'days'), text
    return dt.timedelta(days=int(number))


class Row(dict):
    __getattr__ = dict.__getitem__


DAYS = ('x_date', 'expected_close_on', 'starts_on', 'ends_on', 'date_of_birth')


def parsed(table, row):
    for name, value in row.items():
        if value is None:
            continue
        if name.endswith(('_at', '_until')) and value != '-infinity' and value != 'infinity':
            row[name] = dt.datetime.fromisoformat(value)
        elif name in DAYS:
            row[name] = dt.date.fromisoformat(value)
        elif name in ('time_in_status', 'time_in_stage'):
            row[name] = dt.timedelta(microseconds=value)
    return Row(row)


class World:
    """One tenant's rows, what all tenants share, and the clock."""

    def __init__(self, tables, tenant, now):
        self.now = now
        self.id = tenant
        self.tenant = next(t for t in tables['tenants'] if t.id == tenant)
        self.zone = zoneinfo.ZoneInfo(self.tenant.timezone)
        for name, rows in tables.items():
            if name != 'tenants':
                setattr(self, name, [r for r in rows if r.get('tenant_id', tenant) in (tenant, None)])
        for name in ('agents', 'clients', 'campaigns', 'leads', 'addresses', 'lead_statuses', 'opportunity_stages', 'lead_sources',
                     'insurance_types', 'communication_types', 'lost_reasons'):
            setattr(self, name + '_by_id', {r.id: r for r in getattr(self, name)})
        self.moves_of = group(sorted(self.lead_status_changes, key=lambda m: m.changed_at), lambda m: m.lead_id)
        self.stage_moves_of = group(sorted(self.opportunity_stage_changes, key=lambda m: m.changed_at), lambda m: m.opportunity_id)
        self.communications_of = group(self.lead_communications, lambda c: c.lead_id)
        self.deals_of = group(self.opportunities, lambda o: o.lead_id)
        self.settings_of = {s.lead_id: s for s in self.lead_marketing_settings}
        self.today = self.day(now)
        self.facts = [self.fact(lead) for lead in self.leads]

    def day(self, at):
        return at.astimezone(self.zone).date()

    def midnight(self, day):
        """When a day begins here."""
        return dt.datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def within(self, at, since, until):
        return (since is None or at >= self.midnight(since)) and (until is None or at < self.midnight(until))

    def category(self, lead):
        return self.lead_statuses_by_id[lead.status_id].category

    def ago(self, span):
        """The instant that lies so long before now, by the clock on the wall here."""
        return (self.now.astimezone(self.zone) - span).astimezone(UTC)

    def client_name(self, id):
        return self.clients_by_id[id].display_name

    def agent_name(self, id):
        return self.agents_by_id[id].display_name if id is not None else None

    def is_step(self, status, step):
        s = self.lead_statuses_by_id[status]
        return {'contacted': s.stamps == 'first_contact_at', 'quoted': s.stamps == 'quoted_at',
                'bound': s.stamps == 'bound_at' or s.category == 'won',
                'lost': s.stamps == 'lost_at' or s.category == 'lost'}[step]

    def fact(self, lead):
        """A row of crm.lead_facts: from the status the lead began in, and its moves."""
        moves = self.moves_of.get(lead.id, [])
        began = moves[0].from_status_id if moves else lead.status_id
        stamp = {'contacted': 'first_contact_at', 'quoted': 'quoted_at', 'bound': 'bound_at', 'lost': 'lost_at'}
        f = Row(lead_id=lead.id, lead=lead, client_id=lead.client_id, received_at=lead.received_at, received_on=self.day(lead.received_at))
        for step, column in stamp.items():
            if self.is_step(began, step):
                at = lead.received_at if moves else first_of(lead[column], lead.received_at)
            else:
                at = next((m.changed_at for m in moves if self.is_step(m.to_status_id, step)), None)
            f[step + '_at'] = at
        f['times_lost'] = self.is_step(began, 'lost') + sum(self.is_step(m.to_status_id, 'lost') for m in moves)
        f['reached'] = 3 if f.bound_at else 2 if f.quoted_at else 1 if f.contacted_at else 0
        won = [o for o in self.deals_of.get(lead.id, []) if self.opportunity_stages_by_id[o.stage_id].category == 'won']
        f['bound_premium'] = f['commission'] = None
        if f.reached == 3:
            f['bound_premium'] = first_of(total_or_none(o.premium for o in won), lead.quoted_premium)
            f['commission'] = total_or_none(o.premium * o.commission_rate for o in won
                                            if o.premium is not None and o.commission_rate is not None)
        f['source'] = lead.source_id
        f['campaign'] = self.campaigns_by_id[lead.campaign_id].code if lead.campaign_id else None
        f['agent'] = self.agent_name(lead.assigned_agent_id)
        agent = self.agents_by_id.get(lead.assigned_agent_id)
        f['agent_zone'] = zoneinfo.ZoneInfo(agent.timezone if agent and agent.timezone else self.tenant.timezone)
        f['insurance_type'] = lead.insurance_type_id
        f['line'] = self.insurance_types_by_id[lead.insurance_type_id].line
        return f

    def received(self, since, until):
        return [f for f in self.facts if self.within(f.received_at, since, until)]
