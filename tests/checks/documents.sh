#!/usr/bin/env bash
# documents.sh PROGRAM -- what README.md and docs/ show is what happens: quoted output is real output, the
# small estate of docs/estate.md makes what the page says, and no link leads nowhere.
. "$(dirname "$0")/../peers/common.bash"
need awk sed

# fences LANGUAGE FILE: writes each fenced block of that language to $work/fence-1, fence-2, …
fences() {
	rm -f "$work"/fence-*
	awk -v language="$1" -v out="$work/fence-" '
		/^ *```/ && open { open = 0; next }
		/^ *```/ { open = 1; wanted = ($0 ~ ("^ *```" language "$")); if (wanted) n++; next }
		open && wanted { print > (out n) }' "$2"
}

# quoted PAGE FILE: a block "$ ./zonewarrant …" with lines of its output, in order; `…` stands for any others.
quoted() {
	local command said
	command=$(sed -n '1s/^\$ //p' "$2")
	said=$work/said
	# The command is the page's own text, in the shell that a reader types it into.
	NO_COLOR=1 bash -c "${command/#.\/zonewarrant/\"\$0\"}" "$program" >"$said" 2>&1 </dev/null
	if awk '
		NR == FNR { said[++n] = $0; next }
		FNR == 1 { next }
		$0 == "…" { free = 1; next }
		{
			do { at++ } while (free && at <= n && said[at] != $0)
			if (at > n || said[at] != $0) { print "line " FNR " of the block: " $0; bad = 1; exit 1 }
			free = 0
		}
		END { if (!bad && at < n && !free) { print "the output goes on: " said[at + 1]; exit 1 } }' "$said" "$2" >"$work/difference"; then
		ok "$1: $command"
	else
		not_ok "$1: $command" "$(cat "$work/difference")"
	fi
}

for page in README.md docs/adopting.md docs/certificates.md; do
	fences text $page
	for block in "$work"/fence-*; do
		quoted $page "$block"
	done
done
printf '$ ./zonewarrant --version\nzonewarrant 0.0\n' >"$work/wrong"
(quoted wrong "$work/wrong") | grep -q '^not ok' && ok "self test: output that is not real" ||
	not_ok "self test: output that is not real" "is taken"

fences yaml docs/estate.md
mkdir "$work/estate"
mv "$work/fence-1" "$work/estate/estate.yaml"
expect "docs/estate.md: the small estate" "$("$program" check "$work/estate" 2>&1)" \
	'^no findings in 1 file \(5 zones, 9 records\)$'
mkdir "$work/estate/estate"
mv "$work/estate/estate.yaml" "$work/estate/estate/"
mv "$work/fence-2" "$work/estate/zonewarrant.yaml"
mv "$work/fence-3" "$work/estate/estate/zones.yaml"
expect "docs/estate.md: the project file, and zones written out" "$("$program" check "$work/estate" 2>&1)" \
	'^no findings in 2 files'

# Links to files, relative to the page that has them.
for page in README.md CONTRIBUTING.md docs/*.md docs/rules/*.md; do
	folder=$(dirname "$page")
	missing=
	while IFS= read -r link; do
		[ -e "$folder/${link%%#*}" ] || missing="$missing $link"
	done < <(grep -o '](\.\{0,2\}[A-Za-z/][^):]*)' "$page" | sed 's/^](//; s/)$//' | sort -u)
	[ -z "$missing" ] && ok "links of $page" || not_ok "links of $page" "$missing"
done
[ $failures -eq 0 ]
