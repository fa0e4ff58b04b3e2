"""Small random agencies, made to be awkward: what the reports and the scores must get right.

agency(random, now) returns the rows of two tenants by table, in the order in which they go in; insert(rows) the SQL that
puts them there.  Histories are written as an import writes them, row by row.  Values are Python's; SQL('...') stands for
an expression.
"""
import datetime as dt
from decimal import Decimal

ZONES = ['America/New_York', 'America/Los_Angeles', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Auckland',
         'Europe/London', 'UTC']
STATUSES = ['new', 'assigned', 'attempting', 'contacted', 'gathering_info', 'quoting', 'quoted', 'deciding', 'application',
            'underwriting', 'bound', 'lost', 'unqualified', 'duplicate', 'nurture', 'waiting_x_date', 'unreachable', 'own_won',
            'own_lost', 'own_quote', 'own_contact']
OWN_STATUSES = [('own_won', 'won', None, None), ('own_lost', 'lost', None, None), ('own_quote', 'open', 'quoted_at', '36 hours'),
                ('own_contact', 'nurture', 'first_contact_at', '40 days')]
LOST = ['lost', 'unqualified', 'duplicate', 'own_lost']
REASONS = ['price', 'stayed_with_carrier', 'no_response', 'bad_timing', 'no_longer_needed', 'not_a_lead']
SOURCES = ['client_referral', 'website', 'search_ads', 'walk_in', 'aggregator_shared', 'cross_sell', 'x_date_list']
INSURANCES = ['auto', 'home', 'condo', 'renters', 'umbrella', 'bop', 'general_liability', 'commercial_property', 'cyber',
              'workers_comp', 'term_life', 'motorcycle']
TYPES = ['call', 'voicemail', 'sms', 'email', 'web_form', 'meeting', 'letter', 'email_campaign']
OUTCOMES = [None, None, 'answered', 'no_answer', 'left_message', 'voicemail', 'busy', 'wrong_number', 'failed', 'opted_out',
            'replied', 'connected', '']
STAGES = {'new_business': ['discovery', 'info_gathering', 'submitted', 'proposal', 'negotiation', 'binding', 'won', 'lost'],
          'renewal': ['renewal_upcoming', 'renewal_review', 'renewal_remarket', 'renewal_at_risk', 'renewal_offered', 'renewed',
                      'renewal_lost']}
DOCUMENTS = {
    'auto': ['{}', '{"coverages": {"liability": {"kind": "split", "bi_per_person": 250000, "bi_per_accident": 500000}}}',
             '{"coverages": {"liability": {"kind": "csl", "csl": 500000}}, "vehicles": [{"id": "a"}, {"id": "b"}]}',
             '{"coverages": {"liability": {"kind": "csl", "csl": 499999}}, "vehicles": [{"id": "a"}]}',
             '{"prior": {"lapse_reason": "non_payment"}, "drivers": [{"accidents": [{"kind": "at_fault_injury"}]}, '
             '{"accidents": [{"kind": "at_fault_no_injury"}, {"kind": "not_at_fault"}]}]}'],
    'home': ['{}', '{"coverages": {"e_liability": 300000}}', '{"coverages": {"e_liability": 299999}}',
             '{"losses": [{"a": 1}]}', '{"losses": [{}, {}]}'],
    'commercial': ['{}', '{"wc": {"experience_mod": 1.1}}', '{"wc": {"experience_mod": 1.4}}', '{"wc": {"experience_mod": 0.8}}'],
}
NAMES = ['Li', 'Ng', 'O\'Hara', 'Özdemir', 'Łukasz', '田中', 'van der Berg', 'smith', 'Smith', 'Smith ']
VERSION = 4242          # of schemas that take any document


class SQL(str):
    """An expression, not a text."""


class Maker:
    def __init__(self, random, now):
        self.random = random
        self.now = now
        self.rows = {table: [] for table in (
            'tenants', 'lead_statuses', 'agents', 'addresses', 'clients', 'contacts', 'campaigns', 'leads', 'lead_status_changes', 'opportunities',
            'opportunity_stage_changes', 'lead_communications', 'lead_notes', 'lead_marketing_settings', 'lead_scores')}
        self.next_id = 5000

    def add(self, table, **row):
        self.rows[table].append(row)
        return row

    def id(self):
        self.next_id += self.random.choice([1, 1, 1, 7])
        return self.next_id

    def chance(self, share):
        return self.random.random() < share

    def maybe(self, share, value):
        return value if self.chance(share) else None

    def pick(self, values):
        return self.random.choice(values)

    def amount(self):
        return self.pick([None, None, Decimal(0), Decimal('0.01'), Decimal('999.99'), Decimal(self.random.randint(1, 9999)),
                          Decimal(self.random.randint(100, 4000000)) / 100])

    def near_edge(self, zone):
        """An instant near the end of a month, or in a night in which clocks change."""
        r = self.random
        year, month = self.now.year - r.randint(0, 1), r.randint(1, 12)
        day = dt.datetime(year, month, 1)
        if self.chance(0.3):    # the nights of clock changes: March, April, October, November, here and there
            day = self.pick([dt.datetime(2026, 3, 8, 2), dt.datetime(2025, 11, 2, 1), dt.datetime(2026, 11, 1, 1),
                             dt.datetime(2026, 3, 29, 1), dt.datetime(2025, 10, 26, 1), dt.datetime(2026, 4, 5, 2)])
        local = day + dt.timedelta(seconds=self.pick([-1, 0, 1, -3600, 1800, 3599, 3600, 5400]))
        return local.replace(tzinfo=zone, fold=r.randint(0, 1)).astimezone(dt.timezone.utc)

    def time(self, zone, days=420):
        if self.chance(0.3):
            at = self.near_edge(zone)
            if at <= self.now:
                return at
        seconds = self.random.expovariate(1 / (days / 4)) * 86400
        return self.now - dt.timedelta(seconds=min(int(seconds), days * 86400), microseconds=self.pick([0, 0, 0, 1, 999999]))

    def after(self, at):
        """A little, or a lot, later; now and then at once."""
        return at + dt.timedelta(seconds=self.pick([0, 1, 299, 300, 301, 3600, 3601, 86400, 7 * 86400, 28 * 86400,
                                                    self.random.randint(1, 90 * 86400), self.random.randint(1, 86400)]))

    def soon(self):
        """Around now: what is due, or will be."""
        if self.chance(0.1):
            return SQL('now()')
        return self.now + dt.timedelta(seconds=self.random.randint(-20 * 86400, 20 * 86400))


def history(make, start, states, first, ends):
    """A walk from first: [(from, to, at)], and where it stands; ends is asked whether it may stop there."""
    moves, state, at = [], first, start
    for _ in range(make.pick([0, 0, 1, 2, 3, 4, 6, 9])):
        to = make.pick([s for s in states if s != state])
        later = make.after(at)
        while moves and later <= at:        # order by time alone must tell the story
            later += dt.timedelta(seconds=1)
        if later >= make.now:
            break
        moves.append((state, to, later))
        state, at = to, later
    return moves, state


def make_lead(make, tenant, zone, clients, agents, campaigns):
    r = make.random
    client = make.pick(clients)
    received = make.time(zone)
    first = make.pick(['new', 'new', 'new', 'assigned', 'contacted', 'quoted', 'bound', 'lost'])
    moves, status = history(make, received, STATUSES, first, None)
    if moves and make.chance(0.1):      # known before it was received: an import that says so
        received += dt.timedelta(days=r.randint(1, 5))
        received = min(received, make.now)
    stamps = {}
    for step in ('assigned_at', 'first_contact_at', 'quoted_at'):
        stamps[step] = make.maybe(0.4, make.after(received))
    reason = make.maybe(0.8, make.pick(REASONS)) if status in LOST else None
    lead = make.add(
        'leads', id=make.id(), tenant_id=tenant, client_id=client['id'], insurance_type_id=make.pick(INSURANCES), status_id=status,
        source_id=make.maybe(0.8, make.pick(SOURCES)), campaign_id=make.maybe(0.5, make.pick(campaigns)['id']),
        assigned_agent_id=make.maybe(0.7, make.pick(agents)['id']), received_at=received, created_at=make.maybe(0.3, received) or SQL('now()'),
        current_carrier=make.maybe(0.5, 'Acme'), current_premium=make.amount(), target_premium=make.amount(),
        quoted_premium=make.amount(), x_date=make.maybe(0.7, (make.now + dt.timedelta(days=r.randint(-60, 130))).date()),
        umbrella_requested=make.chance(0.2),
        ai_next_action=make.maybe(0.2, 'call'), ai_next_action_at=make.maybe(0.2, make.soon()), ai_model=make.maybe(0.2, 'm'),
        ai_follow_up_priority=make.maybe(0.3, r.randint(1, 5)),
        lost_reason_id=reason, lost_note=make.maybe(0.3, 'x') if status in LOST else None,
        next_follow_up_at=make.maybe(0.3, make.soon()), last_contact_at=make.maybe(0.4, make.time(zone, 60)),
        bound_at=make.maybe(0.8, make.after(received)) if status == 'bound' else None,
        lost_at=make.maybe(0.8, make.after(received)) if status in LOST else None,
        status_changed_at=moves[-1][2] if moves else received, **stamps)
    for kind, documents in DOCUMENTS.items():
        if make.chance(0.2):
            lead[kind + '_data'] = make.pick(documents)
            lead[kind + '_schema_version'] = VERSION
    before = received
    for came, to, at in moves:
        make.add('lead_status_changes', tenant_id=tenant, lead_id=lead['id'], client_id=client['id'], from_status_id=came,
                 to_status_id=to, changed_at=at, time_in_status=make.maybe(0.7, max(at - before, dt.timedelta(0))),
                 lost_reason_id=make.maybe(0.7, make.pick(REASONS)) if to in LOST else None)
        before = at
    if make.chance(0.25):
        make.add('lead_marketing_settings', id=make.id(), tenant_id=tenant, lead_id=lead['id'], client_id=client['id'],
                 do_not_contact=make.chance(0.4), next_touch_at=make.maybe(0.4, make.soon()))
    return lead


def make_communications(make, tenant, zone, lead, client, agents, contacts):
    r = make.random
    for _ in range(make.pick([0, 0, 1, 2, 3, 5])):
        planned = make.chance(0.25)
        occurred = None if planned else make.time(zone) if lead is None or make.chance(0.3) else make.after(lead['received_at'])
        if occurred and occurred > make.now:
            occurred = make.now
        scheduled = make.maybe(1 if planned else 0.2, make.soon())
        if planned and lead and isinstance(lead['next_follow_up_at'], dt.datetime) and make.chance(0.4):
            scheduled = lead['next_follow_up_at']
        contact = make.maybe(0.3, make.pick([c for c in contacts if c['client_id'] == client['id']] or [{'id': None}])['id'])
        make.add('lead_communications', id=make.id(), tenant_id=tenant, lead_id=lead and lead['id'], client_id=client['id'],
                 contact_id=contact, agent_id=make.maybe(0.7, make.pick(agents)['id']), communication_type_id=make.pick(TYPES),
                 direction=make.pick(['inbound', 'outbound', 'outbound']), subject=make.maybe(0.3, 'Re: <&>'),
                 occurred_at=occurred, scheduled_at=scheduled, outcome=make.maybe(0.2, 'done') if planned else make.pick(OUTCOMES),
                 ai_sentiment=make.maybe(0.3, Decimal(r.randint(-10, 10)) / 10), counted_at=dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc))
    for _ in range(make.pick([0, 0, 0, 1])):
        make.add('lead_notes', id=make.id(), tenant_id=tenant, lead_id=lead and lead['id'], client_id=client['id'], body='n',
                 created_at=make.time(zone), ai_sentiment=make.maybe(0.5, Decimal(r.randint(-10, 10)) / 10))


def make_opportunity(make, tenant, zone, leads, clients, agents):
    r = make.random
    pipeline = make.pick(['new_business', 'new_business', 'renewal'])
    lead = make.maybe(0.8, make.pick(leads))
    created = make.time(zone)
    start = created - dt.timedelta(days=r.randint(0, 40)) if make.chance(0.3) else created
    moves, stage = history(make, start, STAGES[pipeline], make.pick(STAGES[pipeline][:3]), None)
    won = stage in ('won', 'renewed')
    client = lead['client_id'] if lead else make.pick(clients)['id']
    deal = make.add(
        'opportunities', id=make.id(), tenant_id=tenant, client_id=client, lead_id=lead and lead['id'], stage_id=stage, name='deal',
        kind='renewal' if pipeline == 'renewal' else make.pick(['new', 'cross_sell', 'win_back', 'renewal']),
        premium=make.amount(), commission_rate=make.maybe(0.7, Decimal(r.randint(0, 30)) / 100),
        probability=make.maybe(0.4, Decimal(r.randint(0, 20)) / 20),
        expected_close_on=make.maybe(0.85, (make.time(zone, 400) + dt.timedelta(days=r.randint(0, 90))).date()),
        next_step=make.pick([None, '', '  ', 'call']), agent_id=make.maybe(0.7, make.pick(agents)['id']),
        won_at=(make.maybe(0.95, moves[-1][2] if moves and make.chance(0.7) else make.time(zone))) if won else None,
        stage_changed_at=moves[-1][2] if moves else start, created_at=created)
    before = start
    for came, to, at in moves:
        make.add('opportunity_stage_changes', tenant_id=tenant, opportunity_id=deal['id'], lead_id=deal['lead_id'], client_id=client,
                 from_stage_id=came, to_stage_id=to, changed_at=at, time_in_stage=make.maybe(0.7, at - before))
        before = at


def make_tenant(make, tenant, zone):
    import zoneinfo
    r = make.random
    make.add('tenants', id=tenant, name='Agency %d' % tenant, timezone=zone)
    local = zoneinfo.ZoneInfo(zone)
    agents = [make.add('agents', id=make.id(), tenant_id=tenant, display_name=make.pick(['Ann', 'Bob', 'Ann', '李']),
                       timezone=make.maybe(0.5, make.pick(ZONES)), is_active=make.chance(0.7),
                       licensed_states=make.pick([[], ['NC'], ['NC', 'SC']]), lines=make.pick([[], [], ['personal'], ['commercial', 'life_health']]))
              for _ in range(r.randint(1, 5))]
    addresses = [make.add('addresses', id=make.id(), tenant_id=tenant, line1='1 Main St', state=make.pick([None, 'NC', 'SC', 'VA']),
                          timezone=make.maybe(0.5, make.pick(ZONES))) for _ in range(4)]
    campaigns = [make.add('campaigns', id=make.id(), tenant_id=tenant, code='c%d' % i, label='Campaign <%d>' % i,
                          starts_on=make.maybe(0.8, dt.date(2026, r.randint(1, 12), 1)), cost=make.amount(), budget=make.amount())
                 for i in range(3)]
    clients = []
    for _ in range(r.randint(5, 40)):
        row = dict(id=make.id(), tenant_id=tenant, address_id=make.maybe(0.7, make.pick(addresses)['id']),
                   owner_agent_id=make.maybe(0.5, make.pick(agents)['id']), next_contact_at=make.maybe(0.2, make.soon()),
                   lifecycle=make.pick(['prospect', 'insured', 'former']),
                   email=make.pick([None, None, '', 'a@b.example', 'A@b.example ', 'no-mail', 'x@y', 'a b@c.d', 'q@r..s', 'ok@sub.dom.org']),
                   phone=make.pick([None, None, '', ' ', '+1 704 555 0184', '7045550184', '555-0184', 'call me', '704.555.0184 x12', '12345678901']))
        if make.chance(0.5):
            row.update(client_type='individual', last_name=make.pick(NAMES), first_name=make.pick([None, 'Jo', 'jo']),
                       date_of_birth=make.maybe(0.4, dt.date(1980, 1, r.randint(1, 2))))
        else:
            row.update(client_type='business', business_name=make.pick(NAMES) + ' Inc.', fein=make.maybe(0.3, '12-345678%d' % r.randint(0, 1)),
                       employee_count=make.pick([None, 0, 1, 50]))
        clients.append(make.add('clients', **row))
    contacts = [make.add('contacts', id=make.id(), tenant_id=tenant, client_id=make.pick(clients)['id'], name='Con Tact',
                         next_contact_at=make.maybe(0.5, make.soon())) for _ in range(5)]
    count = make.pick([0, 1, 3, 20, 60, 120, 200])
    leads = [make_lead(make, tenant, local, clients, agents, campaigns) for _ in range(count)]
    for lead in leads:
        make_communications(make, tenant, local, lead, {'id': lead['client_id']}, agents, contacts)
    for client in clients:
        if make.chance(0.2):
            make_communications(make, tenant, local, None, client, agents, contacts)
    for _ in range(make.pick([0, 1, 10, 60]) if leads else make.pick([0, 1])):
        make_opportunity(make, tenant, local, leads or [None], clients, agents)
    return agents, leads


def agency(random, now):
    """The rows of two tenants, 101 and 102, in two time zones."""
    make = Maker(random, now)
    for id, category, stamps, rotten_after in OWN_STATUSES:
        make.add('lead_statuses', id=id, label=id, category=category, stamps=stamps, rotten_after=rotten_after, sort_order=35,
                 is_active=make.chance(0.5))
    for tenant, zone in zip((101, 102), random.sample(ZONES, 2)):
        make_tenant(make, tenant, zone)
    return make.rows


def literal(value):
    if value is None:
        return 'NULL'
    if isinstance(value, SQL):
        return str(value)
    if isinstance(value, (bool, int, Decimal)):
        return str(value)
    if isinstance(value, dt.timedelta):
        return "'%d days %d seconds %d microseconds'" % (value.days, value.seconds, value.microseconds)
    if isinstance(value, (dt.datetime, dt.date)):
        return "'%s'" % value.isoformat()
    if isinstance(value, list):
        return "'{%s}'" % ','.join(value)
    return "'%s'" % value.replace("'", "''")


def insert(rows):
    parts = []
    for kind in DOCUMENTS:
        parts.append("INSERT INTO crm.json_schemas (kind, version, status, schema, published_at) VALUES ('%s', %d, 'active', '{}', now());" % (kind, VERSION))
    for table, these in rows.items():
        columns = sorted({column for row in these for column in row})
        for i in range(0, len(these), 500):
            parts.append('INSERT INTO crm.%s (%s) VALUES\n%s;' % (table, ', '.join(columns), ',\n'.join(
                '(' + ', '.join(literal(row[c]) if c in row else 'DEFAULT' for c in columns) + ')' for row in these[i:i + 500])))
    return '\n'.join(parts)
