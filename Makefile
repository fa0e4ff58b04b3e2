# crm: PGXS build. `make sql` joins sql/1.0/*.sql into the install script.

EXTENSION = crm
EXTVERSION = 1.0
MODULE_big = crm
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))
# The second is for psql users: \i `pg_config --sharedir`/extension/crm.psqlrc
DATA = crm--1.0.sql script/crm.psqlrc
PG_CPPFLAGS = -Isrc

TESTS := $(sort $(wildcard test/sql/*.sql))
REGRESS := $(patsubst test/sql/%.sql,%,$(TESTS))
REGRESS_OPTS = --inputdir=test --load-extension=crm
SPECS := $(sort $(wildcard test/specs/*.spec))
ISOLATION := $(patsubst test/specs/%.spec,%,$(SPECS))
# The later --outputdir wins: expected/ at the top serves both kinds of test.
ISOLATION_OPTS = --inputdir=test --outputdir=. --load-extension=crm

PG_CONFIG ?= pg_config
ifeq ($(shell command -v $(PG_CONFIG) 2>/dev/null),)
$(error $(PG_CONFIG) not found: install the PostgreSQL server headers (Debian: postgresql-server-dev-all) or name it, make PG_CONFIG=/path/to/pg_config)
endif
PG_MAJOR := $(shell $(PG_CONFIG) --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
ifneq ($(shell test "$(PG_MAJOR)" -ge 15 && echo yes),yes)
$(error crm needs PostgreSQL 15 or newer; $(PG_CONFIG) says: $(shell $(PG_CONFIG) --version))
endif

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Our own warnings are errors when asked for (script/test does); PGXS adds -Wall.
ifdef WERROR
override CFLAGS += -Werror -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -Wno-cast-function-type -Wno-clobbered
endif

HEADERS = $(wildcard src/*/*.h)
$(OBJS): $(HEADERS)

SQL_PARTS = $(sort $(wildcard sql/1.0/*.sql))

.PHONY: sql
sql:
	script/join-sql $(SQL_PARTS) > crm--1.0.sql.new
	mv crm--1.0.sql.new crm--1.0.sql

# The vocabularies of exact token counting, which crm does not ship: fetched, or taken from VOCAB=gpt-tokenizer-4.0.0.tgz.
.PHONY: install-vocab uninstall-vocab
install-vocab:
	$(MKDIR_P) '$(DESTDIR)$(datadir)/extension'
	script/install-vocab $(if $(VOCAB),--from '$(VOCAB)') '$(DESTDIR)$(datadir)/extension'

uninstall-vocab:
	rm -f '$(DESTDIR)$(datadir)/extension'/crm_*.vocabulary

# What PGXN takes, and whoever has no git: what is committed, as dist/crm-<version>.zip.
DISTVERSION := $(shell sed -n 's/^  "version": "\(.*\)",$$/\1/p' META.json)

.PHONY: dist deb
dist:
	mkdir -p dist
	git archive --format zip --prefix=$(EXTENSION)-$(DISTVERSION)/ -o dist/$(EXTENSION)-$(DISTVERSION).zip HEAD
	@ls dist/$(EXTENSION)-$(DISTVERSION).zip

deb:
	script/deb
