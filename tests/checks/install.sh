#!/usr/bin/env bash
# install.sh PROGRAM -- `make install` puts a program that runs, its man page and the rule reference under
# DESTDIR, and `make uninstall` takes all of it away.
. "$(dirname "$0")/../peers/common.bash"
need make
said=$(make --no-print-directory BUILD="${BUILD:-build}" DESTDIR="$work/root" PREFIX=/usr install 2>&1) ||
	not_ok "make install" "$said"
version=$(sed -n 's/^VERSION := //p' Makefile)
expect "the installed program" "$("$work/root/usr/bin/zonewarrant" --version 2>&1)" "zonewarrant $version"
expect "the man page" "$(cat "$work/root/usr/share/man/man1/zonewarrant.1" 2>&1)" '^\.TH'
expect "the rule reference" "$(cat "$work/root/usr/share/doc/zonewarrant/rules.md" 2>&1)" '^# '
said=$(make --no-print-directory BUILD="${BUILD:-build}" DESTDIR="$work/root" PREFIX=/usr uninstall 2>&1) ||
	not_ok "make uninstall" "$said"
left=$(find "$work/root" ! -type d)
[ -z "$left" ] && ok "nothing is left" || not_ok "nothing is left" "$left"
[ $failures -eq 0 ]
