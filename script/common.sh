# Shared by the scripts here; sourced, not run.  Finds or installs PostgreSQL, builds into a
# staging directory (nothing of the system's own files is touched), and starts throw-away clusters.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
oldest_pg=15
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/crm

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }
# When what is missing is not ours: a mirror that does not answer, a package that cannot be had today.
die_unavailable() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 75; }

# Runs a command as root, or says what it would have needed.
as_root() {
	if [[ $(id -u) == 0 ]]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "needs root or sudo to run: $*"
	fi
}

installed_pg() {
	local dir version best=
	for dir in /usr/lib/postgresql/*/bin/postgres; do
		[[ -x $dir ]] || continue
		version=${dir#/usr/lib/postgresql/}; version=${version%%/*}
		[[ $version =~ ^[0-9]+$ ]] && ((version >= oldest_pg)) || continue
		[[ -z $best ]] || ((version > best)) && best=$version
	done
	printf '%s' "$best"
}

# The release that ships PostgreSQL N.
release_with() {
	case $1 in
		15) echo bookworm ;;
		16) echo noble ;;
		17) echo trixie ;;
		18) echo sid ;;
		*) die "no release that ships PostgreSQL $1 is known here; 15 to 18 are" ;;
	esac
}

distribution_pg() {
	apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1
}

installed() { dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

install_missing() {
	local package missing=() install_log=${install_log:-$(mktemp)}
	for package in "$@"; do installed "$package" || missing+=("$package"); done
	((${#missing[@]})) || return 0
	say "  installing ${missing[*]}"
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
		>"$install_log" 2>&1 || { tail -n 20 "$install_log" >&2; die_unavailable "apt-get could not install ${missing[*]}"; }
}

# bootstrap demo|test: installs what is missing; sets pg (the major version) and PG_CONFIG.
bootstrap() {
	local what=$1
	command -v apt-get >/dev/null || die "knows only apt (Debian, Ubuntu); see README.md, \"Install on an existing server\""
	install_log=$(mktemp)
	pg=$(installed_pg)
	if [[ -z $pg ]] || ! installed "postgresql-server-dev-$pg" || ! installed make || ! installed gcc \
		|| { [[ $what == test ]] && ! installed "postgresql-$pg-pgtap"; }; then
		say "  reading the package lists"
		as_root apt-get update -q >"$install_log" 2>&1 || { tail -n 5 "$install_log" >&2; die_unavailable "apt-get update failed"; }
	fi
	if [[ -z $pg ]]; then
		pg=$(distribution_pg)
		[[ -n $pg ]] || die "the package lists name no postgresql"
		((pg >= oldest_pg)) || die "this distribution ships PostgreSQL $pg; crm needs $oldest_pg or newer (https://wiki.postgresql.org/wiki/Apt has newer ones)"
	fi
	install_missing gcc make perl binutils libc6-dev postgresql-common "postgresql-$pg" "postgresql-server-dev-$pg"
	if [[ $what == test ]]; then
		install_missing python3 nodejs curl ca-certificates libipc-run-perl "postgresql-$pg-pgtap" \
			libtap-parser-sourcehandler-pgtap-perl
	fi
	PG_CONFIG=/usr/lib/postgresql/$pg/bin/pg_config
	export PG_CONFIG
	[[ $what != test ]] || { install_older; install_fuzzer; install_clients; install_parser; }
	rm -f "$install_log"
}

# PostgreSQL 15 beside a newer one, to upgrade from, where the package lists have it: in the chroots of script/chroot.
install_older() {
	((pg > oldest_pg)) || return 0
	apt-cache policy "postgresql-$oldest_pg" 2>/dev/null | grep -q 'Candidate: [^(]' || return 0
	install_optional "postgresql-$oldest_pg" "postgresql-server-dev-$oldest_pg" || true
}

# The libFuzzer runtime of the clang that PostgreSQL was configured with, where there is one; without it the fuzz targets
# are skipped.
install_fuzzer() {
	local clang version
	clang=$($PG_CONFIG --configure | grep -oE "CLANG=[^' ]+" | cut -d= -f2) || return 0
	version=${clang##*-}
	[[ $version =~ ^[0-9]+$ ]] || return 0
	install_missing "clang-$version" "libclang-rt-$version-dev"
}

# The clients that docs/applications.md is written for: from the distribution, or else from npm and PyPI into a directory
# of their own.  Where neither can be had, the tests that need them are skipped.
install_clients() {
	local pg_client=8.23.1 psycopg=3.3.9
	clients=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/crm-clients
	export NODE_PATH="$clients/node-pg-$pg_client/node_modules:/usr/share/nodejs" PYTHONPATH="$clients/psycopg-$psycopg"
	if ! node -e 'require("pg")' >/dev/null 2>&1 && ! install_optional nodejs node-pg && command -v npm >/dev/null; then
		say "  installing pg $pg_client from npm"
		npm install --silent --no-audit --no-fund --prefix "$clients/node-pg-$pg_client" "pg@$pg_client" >"$install_log" 2>&1 || true
	fi
	if ! python3 -c 'import psycopg' >/dev/null 2>&1 && ! /usr/bin/python3 -c 'import psycopg' >/dev/null 2>&1 &&
		! install_optional python3-psycopg && python3 -m pip --version >/dev/null 2>&1; then
		say "  installing psycopg $psycopg from PyPI"
		python3 -m pip install -q --target "$clients/psycopg-$psycopg" "psycopg[binary]==$psycopg" >"$install_log" 2>&1 || true
	fi
}

# PostgreSQL's own parser, for the rules of the install script, in the same way.
install_parser() {
	local pglast=7.22
	export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$clients/pglast-$pglast"
	if ! python3 -c 'import pglast' >/dev/null 2>&1 && ! /usr/bin/python3 -c 'import pglast' >/dev/null 2>&1 &&
		! install_optional python3-pglast && python3 -m pip --version >/dev/null 2>&1; then
		say "  installing pglast $pglast from PyPI"
		python3 -m pip install -q --target "$clients/pglast-$pglast" "pglast==$pglast" >"$install_log" 2>&1 || true
	fi
}

# Installs packages if the distribution has them; false where it does not.
install_optional() {
	apt-get install -s -q --no-install-recommends "$@" >"$install_log" 2>&1 || return 1
	install_missing "$@"
}

# build_into DIR STAGE [make variables]: builds the copy of the tree in DIR and installs it below STAGE, or, if that is
# empty, where PG_CONFIG says.
# Without LLVM bitcode, which only speeds up inlining of C functions by the JIT.
build_into() {
	local dir=$1 stage=$2; shift 2
	local log=$dir/build.log
	if ! make -C "$dir" -j "$(nproc)" with_llvm=no "$@" >"$log" 2>&1 ||
		! make -C "$dir" with_llvm=no DESTDIR="$stage" install >>"$log" 2>&1; then
		grep -E -A5 ': (error|warning):|^make.*Error|ERROR' "$log" | head -n 40 >&2
		die "the build failed"
	fi
	# pg_upgrade LOADs what the functions name; beside $libdir a server looks only for bare names.
	[[ -z $stage ]] || ((pg < 18)) || sed -i 's|\$libdir/||' "$stage/usr/share/postgresql/$pg/extension/crm.control"
}

# A copy of the tree as it is (without what git ignores), so that the checkout stays clean and an
# unprivileged server can read it.
copy_tree() {
	local to=$1
	mkdir -p "$to"
	if git -C "$top" rev-parse --git-dir >/dev/null 2>&1; then
		(cd "$top" && git ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' file; do [[ -e $file ]] && printf '%s\0' "$file"; done |
			tar --null -T - -cf -) | tar -C "$to" -xf -
	else
		tar -C "$top" --exclude=.git --exclude='*.o' --exclude='*.so' -cf - . | tar -C "$to" -xf -
	fi
}

# Settings with which a server finds an extension installed below STAGE.
extension_settings() {
	local stage=$1
	printf "dynamic_library_path=%s/usr/lib/postgresql/%s/lib:\$libdir\n" "$stage" "$pg"
	if ((pg >= 18)); then
		printf "extension_control_path=%s/usr/share/postgresql/%s:\$system\n" "$stage" "$pg"
	else
		printf "extension_destdir=%s\n" "$stage"
	fi
}

# cluster_command STAGE [option...]: sets the array "cluster", a command that runs another with PGHOST, PGPORT, ... of
# a new throw-away cluster, and drops that when it ends.  Its superuser is postgres, whoever runs this.  Options are
# those of pg_virtualenv.
cluster_command() {
	local stage=$1 setting; shift
	cluster=(env USER=postgres pg_virtualenv -t -v "$pg" -c '-e UTF8 --locale C.UTF-8' "$@")
	while IFS= read -r setting; do cluster+=(-o "$setting"); done < <(extension_settings "$stage")
}

# own_cluster_command DIR valgrind|sanitize REPORTS: the same for the server in DIR/server, which script/server built;
# what its processes find goes to files in REPORTS.
own_cluster_command() {
	local dir=$1 how=$2 reports=$3
	cluster=(bash "$top/script/own-cluster" "$dir" "$how" "$reports")
}
