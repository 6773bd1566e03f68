#!/usr/bin/env bash
# verify.sh PROGRAM -- `plan --sign-key` and `verify`: a bundle that is as it was written is whole, signed and
# current, and each kind of tampering is found and named. What the program signs is verified by OpenSSL over a
# pre-authentication encoding that this script makes, and the other way round.
. "$(dirname "$0")/../peers/common.bash"
need openssl jq setpriv base64 mkfifo
case $program in /*) ;; *) program=$PWD/$program ;; esac
day=--now=2026-11-24
example=$root/fixtures/example
keys=$work/keys
mkdir "$keys"

# run STATUS NAME PATTERN WORD...: the program ends with that status in time and says a line that matches.
run() {
	local status=$1 name=$2 pattern=$3 said got
	shift 3
	said=$(timeout 60 "$program" "$@" 2>&1 </dev/null)
	got=$?
	if [ "$got" -ne "$status" ]; then
		not_ok "$name" "status $got instead of $status: $said"
	elif ! grep -Eq -- "$pattern" <<<"$said"; then
		not_ok "$name" "expected /$pattern/, got: $said"
	elif grep -Eq 'PRIVATE KEY|Sanitizer' <<<"$said"; then
		not_ok "$name" "it says what it should not: $said"
	else
		ok "$name"
	fi
}

# fresh: $bundle is a copy of the bundle that was planned.
fresh() {
	rm -rf "$work/copy"
	cp -a "$work/$1" "$work/copy"
	bundle=$work/copy
}

# verify STATUS NAME PATTERN [WORD...]: of $bundle, against the sources that it was made from.
verify() {
	local status=$1 name=$2 pattern=$3
	shift 3
	run "$status" "$name" "$pattern" verify $day "$@" "$bundle" "$example"
}

# tampered NAME PATTERN: $bundle differs; the same in JSON; and without a word that it does not differ.
tampered() {
	verify 1 "$1" "$2"
	"$program" verify $day --format json "$bundle" "$example" >"$work/verify.json" 2>/dev/null
	jq -e '.zonewarrant == "1" and .whole == false and (.differences | length > 0) and
		all(.differences[]; .part and .kind and .message and .help)' "$work/verify.json" >/dev/null ||
		not_ok "$1: json" "$(cat "$work/verify.json")"
}

# --- keys ---------------------------------------------------------------------------------------
openssl genpkey -algorithm ed25519 -out "$keys/ed25519.pem"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$keys/p256.pem"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$keys/p384.pem"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$keys/rsa.pem" 2>/dev/null
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out "$keys/p521.pem"
openssl genpkey -algorithm ed25519 -out "$keys/other.pem"
for key in ed25519 p256 p384 rsa p521 other; do
	openssl pkey -in "$keys/$key.pem" -pubout -out "$keys/$key.pub"
done
openssl req -new -x509 -key "$keys/p256.pem" -subj /CN=planner -days 1 -out "$keys/p256.crt" 2>/dev/null
echo "correct horse" >"$keys/passphrase"
openssl pkey -in "$keys/p256.pem" -aes256 -passout file:"$keys/passphrase" -out "$keys/sealed.pem"
chmod 600 "$keys"/*.pem

# --- signing ------------------------------------------------------------------------------------
cat >"$work/dsse.py" <<'END'
"""dsse.py pae FOLDER OUT SIG -- the pre-authentication encoding of a bundle's envelope and its first signature.
dsse.py join ENVELOPE SIG... -- an envelope whose signatures are those in these files (raw), in this order."""
import base64, json, sys

def encoding(kind, body):
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)

if sys.argv[1] == "pae":
    folder, out, sig = sys.argv[2:]
    envelope = json.load(open(folder + "/evidence/statement.dsse.json"))
    body = base64.b64decode(envelope["payload"], validate=True)
    assert body == open(folder + "/evidence/statement.json", "rb").read()
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    open(out, "wb").write(encoding(envelope["payloadType"].encode(), body))
    open(sig, "wb").write(base64.b64decode(envelope["signatures"][0]["sig"], validate=True))
else:
    path, signatures = sys.argv[2], sys.argv[3:]
    envelope = json.load(open(path))
    envelope["signatures"] = [
        {"keyid": "key %d" % i, "sig": base64.urlsafe_b64encode(open(s, "rb").read()).decode()}
        for i, s in enumerate(signatures)]
    envelope["payload"] = base64.urlsafe_b64encode(base64.b64decode(envelope["payload"])).decode().rstrip("=")
    json.dump(envelope, open(path, "w"))
END

for key in ed25519 p256 p384 rsa; do
	run 0 "plan signed by $key" "the bundle is in" plan $day -o "$work/$key" --sign-key "$keys/$key.pem" "$example"
	digest=(-sha256)
	[ $key = p384 ] && digest=(-sha384)
	$python "$work/dsse.py" pae "$work/$key" "$work/pae" "$work/sig" || not_ok "envelope of $key" "it is not as DSSE has it"
	if [ $key = ed25519 ]; then
		said=$(openssl pkeyutl -verify -pubin -inkey "$keys/$key.pub" -rawin -in "$work/pae" -sigfile "$work/sig" 2>&1)
	else
		said=$(openssl dgst "${digest[@]}" -verify "$keys/$key.pub" -signature "$work/sig" "$work/pae" 2>&1)
	fi
	expect "OpenSSL verifies $key" "$said" 'Verified (Success|OK)|Signature Verified Successfully'
	id=$(openssl pkey -pubin -in "$keys/$key.pub" -outform DER | sha256sum | cut -d ' ' -f 1)
	expect "key id of $key" "$(jq -r '.signatures[0].keyid' "$work/$key/evidence/statement.dsse.json")" "^$id\$"
	run 0 "verify $key" "0 differences: whole, signed by $id, current; made for 2026-11-24, today" \
		verify $day --key "$keys/$key.pub" "$work/$key" "$example"
	run 1 "verify $key by another key" "has no signature by the key that was given" \
		verify $day --key "$keys/other.pub" "$work/$key" "$example"
done
run 0 "verify by a certificate" 'signed by [0-9a-f]{64}' verify $day --key "$keys/p256.crt" "$work/p256" "$example"
run 0 "plan signed by an encrypted key" "the bundle is in" \
	plan $day -o "$work/sealed" --sign-key "$keys/sealed.pem" --passphrase-file "$keys/passphrase" "$example"
run 0 "verify what an encrypted key signed" "signed by" verify $day --key "$keys/p256.pub" "$work/sealed" "$example"
run 0 "plan unsigned" "the bundle is in" plan $day -o "$work/unsigned" "$example"

# A reproducible signature makes the same bundle; a randomised one is told apart, and nothing else differs.
run 0 "plan once more" "the bundle is in" plan $day -o "$work/again" --sign-key "$keys/ed25519.pem" "$example"
diff -r "$work/ed25519" "$work/again" >/dev/null && ok "Ed25519 is reproducible" || not_ok "Ed25519 is reproducible" "it is not"
run 0 "plan once more by p256" "the bundle is in" plan $day -o "$work/again-p256" --sign-key "$keys/p256.pem" "$example"
said=$(diff -rq "$work/p256" "$work/again-p256")
expect "only the signature differs" "$(wc -l <<<"$said") $said" '^1 .*statement\.dsse\.json'
expect "a randomised signature is listed" "$(jq -c '[.not_reproducible[].path, .signed_with]' "$work/p256/manifest.json")" \
	'"evidence/statement.dsse.json","ecdsa-p256"'
expect "a reproducible one is not" "$(jq -c '[.not_reproducible, .signed_with]' "$work/ed25519/manifest.json")" '^\[\[\],"ed25519"\]$'

# --- keys that are refused ----------------------------------------------------------------------
refused() {
	run 2 "$1" "$2" plan $day -o "$work/none" --sign-key "$3" "${@:4}" "$example"
	[ ! -e "$work/none" ] || not_ok "$1" "a bundle was written"
}
refused "no such signing key" 'cannot read .*nowhere' "$keys/nowhere"
refused "a public key signs nothing" 'holds no private key' "$keys/p256.pub"
refused "a curve that signs no bundle" 'not known here' "$keys/p521.pem"
refused "no passphrase" 'is encrypted: give its passphrase' "$keys/sealed.pem"
echo wrong >"$keys/wrong"
refused "another passphrase" 'does not open' "$keys/sealed.pem" --passphrase-file "$keys/wrong"
cp -a "$example" "$work/project" && mkdir "$work/project/.git" && cp "$keys/ed25519.pem" "$work/project/key.pem"
run 2 "a signing key in the repository" 'inside the repository' plan $day -o "$work/none" --sign-key "$work/project/key.pem" "$work/project"
ln -s "$work/project/key.pem" "$keys/link.pem"
run 2 "… behind a link" 'inside the repository' plan $day -o "$work/none" --sign-key "$keys/link.pem" "$work/project"
chmod 644 "$keys/other.pem"
run 0 "a signing key that others read" 'the bundle is in' plan $day -o "$work/open" --sign-key "$keys/other.pem" "$example"
expect "… is told to the reviewer" "$(cat "$work/open/PLAN.md")" 'the key file of --sign-key is open to others'
! grep -rq "$work" "$work/open" && ok "no path of this machine" || not_ok "no path of this machine" "$(grep -rl "$work" "$work/open")"
run 2 "a private key does not verify" 'holds a private key' verify $day --key "$keys/p256.pem" "$work/p256" "$example"
run 2 "a curve that verifies nothing" 'signs no bundle' verify $day --key "$keys/p521.pub" "$work/p256" "$example"
run 2 "no such key" 'cannot read .*nowhere' verify $day --key "$keys/nowhere" "$work/p256" "$example"
run 2 "a folder is no key" 'not a regular file' verify $day --key "$keys" "$work/p256" "$example"
run 2 "no such bundle" 'cannot read the bundle .*nowhere' verify $day "$work/nowhere" "$example"
run 2 "a file is no bundle" 'it is no folder' verify $day "$keys/other.pub" "$example"
run 2 "no bundle at all" '`verify` needs DIR' verify
run 1 "a folder that is none" 'manifest\.json: cannot be read' verify $day "$keys" "$example"
run 2 "sources that are not there" 'not held against the sources .*nowhere' verify $day "$work/p256" "$work/nowhere"

# --- the bundle as it was written ---------------------------------------------------------------
fresh p256
verify 0 "untouched" '0 differences: whole, 1 signature not checked .no `--key`., current'
fresh unsigned
verify 0 "unsigned" '0 differences: whole, not signed, current'
verify 1 "unsigned, and a key is given" 'statement\.dsse\.json: is missing: the bundle was not signed' --key "$keys/p256.pub"
run 0 "eleven days later" 'made for 2026-11-24, 11 days ago' verify --now 2026-12-05 "$bundle" "$example"
run 1 "before it was made" 'of 2026-11-24, and today is 2026-11-23; set the clock right' verify --now 2026-11-23 "$bundle" "$example"
(cd "$example" && timeout 60 "$program" verify $day "$bundle") >/dev/null && ok "the project is looked for" || not_ok "the project is looked for" "it is not found"
said=$("$program" verify $day --output "$work/report" "$bundle" "$example") && [ -z "$said" ] && grep -q whole "$work/report" &&
	ok "the report goes to a file" || not_ok "the report goes to a file" "$said"

# --- tampering ----------------------------------------------------------------------------------
step=$(cd "$work/p256/steps" && ls -d 0*create-hosted-zone* | head -n 1)
body=steps/$step/create-hosted-zone.json
fresh p256 && sed -i 's/e/E/' "$bundle/PLAN.md"
tampered "a byte changed" '^PLAN\.md: was changed: its SHA-256 is [0-9a-f]{12}…, in the manifest [0-9a-f]{12}…; copy the bundle again'
fresh p256 && echo >>"$bundle/$body"
tampered "a byte more" "^$body: was changed: it holds [0-9]+ octets, in the manifest [0-9]+"
fresh p256 && : >"$bundle/$body"
tampered "a file emptied" "^$body: was changed: it holds 0 octets"
fresh p256 && truncate -s 1T "$bundle/$body"
tampered "a huge file" "^$body: was changed: it holds 1099511627776 octets"
fresh p256 && cp "$bundle/PLAN.md" "$bundle/steps/$step/change-999.json"
tampered "a file added" "^steps/$step/change-999\.json: is a file of which the manifest knows nothing; take it away"
fresh p256 && touch "$bundle/.hidden"
tampered "a hidden file added" '^\.hidden: is a file of which'
fresh p256 && mkdir "$bundle/steps/999"
tampered "a folder added" '^steps/999: is a folder of which the manifest knows nothing'
fresh p256 && touch "$bundle/$(printf 'a\033[31mb\n')"
tampered "a file whose name is for the terminal" '^a\\u001[bB]\[31mb'
fresh p256 && rm "$bundle/$body"
tampered "a file removed" "^$body: is missing; copy"
fresh p256 && rm -r "$bundle/steps/$step"
tampered "a step removed" "^steps/$step/step\.json: is missing"
fresh p256 && mv "$bundle/PLAN.md" "$work/swap" && mv "$bundle/evidence/proof.json" "$bundle/PLAN.md" && mv "$work/swap" "$bundle/evidence/proof.json"
tampered "two files swapped" '^PLAN\.md: holds what the manifest lists as evidence/proof\.json'
verify 1 "… both are named" '^evidence/proof\.json: holds what the manifest lists as PLAN\.md'
fresh p256 && mv "$bundle/$body" "$bundle/steps/$step/x.json"
tampered "a file renamed" "^$body: is missing"
fresh p256 && rm "$bundle/PLAN.md" && ln -s /etc/passwd "$bundle/PLAN.md"
tampered "a symbolic link" '^PLAN\.md: is a symbolic link, and was not followed'
fresh p256 && mv "$bundle/evidence" "$work/evidence" && ln -s "$work/evidence" "$bundle/evidence"
tampered "a link to a folder" '^evidence: is a symbolic link'
rm -rf "$work/evidence"
fresh p256 && ln -s . "$bundle/loop"
tampered "a link to itself" '^loop: is a symbolic link'
fresh p256 && rm "$bundle/PLAN.md" && mkfifo "$bundle/PLAN.md"
tampered "a pipe" '^PLAN\.md: is neither a file nor a folder, and was not opened'
fresh p256 && rm "$bundle/PLAN.md" && mkdir "$bundle/PLAN.md"
tampered "a folder for a file" '^PLAN\.md: is a folder, in the manifest a file'
fresh p256 && (cd "$bundle" && for _ in $(seq 40); do mkdir d && cd d || exit 1; done)
tampered "folders in folders" '(d/)+d: cannot be listed: it lies too deep'
fresh p256 && rm "$bundle/manifest.json" && mkfifo "$bundle/manifest.json"
tampered "a pipe for a manifest" '^manifest\.json: cannot be read: it is no regular file'
fresh p256 && rm "$bundle/manifest.json" && ln -s /dev/zero "$bundle/manifest.json"
tampered "a link for a manifest" '^manifest\.json: cannot be read: it is a symbolic link'
fresh p256 && rm "$bundle/manifest.json"
tampered "no manifest" '^manifest\.json: cannot be read: No such file'

# What only root may read is read as nobody.
nobody=()
if [ "$(id -u)" -eq 0 ]; then
	nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod 755 "$work"
fi
cp "$program" "$work/program"
cp -a "$example" "$work/sources"
fresh p256 && chmod -R a+rX "$bundle" "$work/sources" && chmod 000 "$bundle/PLAN.md" "$bundle/acm"
said=$(timeout 60 "${nobody[@]}" "$work/program" verify $day "$bundle" "$work/sources" 2>&1)
expect "an unreadable file" "$said" '^PLAN\.md: cannot be read: Permission denied; make it readable'
grep -q '^acm/' <<<"$said" && not_ok "what is below it" "$said"
expect "an unreadable folder" "$said" '^acm: cannot be listed: Permission denied'
chmod -R u+rwX "$bundle"

# --- a manifest that was written anew -----------------------------------------------------------
cat >"$work/forge.py" <<'END'
"""forge.py FOLDER PATH [all] -- changes a file, and the manifest to go with it; with `all` the statement, too."""
import hashlib, json, sys
folder, path = sys.argv[1:3]
def digest(name):
    return hashlib.sha256(open(folder + "/" + name, "rb").read()).hexdigest()
def write(name, value):
    open(folder + "/" + name, "w").write(json.dumps(value, indent=2) + "\n")
with open(folder + "/" + path, "a") as file:
    file.write("\n")
manifest = json.load(open(folder + "/manifest.json"))
for entry in manifest["files"]:
    if entry["path"] == path:
        entry["sha256"] = digest(path)
        entry["size"] += 1
write("manifest.json", manifest)
if sys.argv[3:] == ["all"]:
    statement = json.load(open(folder + "/evidence/statement.json"))
    for subject in statement["subject"]:
        subject["digest"]["sha256"] = digest(subject["name"])
    write("evidence/statement.json", statement)
END
fresh p256 && $python "$work/forge.py" "$bundle" PLAN.md
tampered "a manifest written anew" '^evidence/statement\.json: has another SHA-256 of manifest\.json: the manifest was written anew'
verify 1 "… and the file in it" '^evidence/statement\.json: has another SHA-256 of PLAN\.md than the manifest'
fresh unsigned && $python "$work/forge.py" "$bundle" PLAN.md all
verify 0 "all written anew, no key" 'whole, not signed'
verify 1 "all written anew, and a key" 'is missing: the bundle was not signed' --key "$keys/p256.pub"
fresh p256 && $python "$work/forge.py" "$bundle" PLAN.md all
verify 1 "a statement written anew" '^evidence/statement\.dsse\.json: holds another statement than evidence/statement\.json'
fresh p256 && rm "$bundle/evidence/statement.dsse.json"
tampered "the signature taken away" '^evidence/statement\.dsse\.json: is missing, and the manifest says that the bundle was signed'
fresh p256 && rm "$bundle/evidence/statement.json"
tampered "the statement taken away" '^evidence/statement\.json: is missing'
fresh p256 && cp "$work/other/evidence/"* "$bundle/evidence/" 2>/dev/null
fresh p256 && cp "$work/ed25519/evidence/statement.dsse.json" "$bundle/evidence/"
verify 1 "the envelope of another bundle" 'holds another statement' --key "$keys/ed25519.pub"

# manifest FILTER NAME PATTERN: the manifest after a filter of jq.
manifest() {
	fresh p256 && jq "$1" "$work/p256/manifest.json" >"$bundle/manifest.json"
	tampered "$2" "$3"
}
manifest '.zonewarrant_bundle = "2"' "a version that is not known" '^manifest\.json: .* is of version `2`, and this program knows version 1'
manifest '.files[0].path = "../../etc/passwd"' "a path outside" '`\.\./\.\./etc/passwd` leads out of the bundle'
manifest '.files[0].path = "/etc/passwd"' "an absolute path" '`/etc/passwd` leads out of the bundle'
manifest '.files[0].path = "steps/./x"' "a path with a dot" 'leads out of the bundle'
manifest '.files[0].path = "a//b"' "a path with an empty part" 'leads out of the bundle'
manifest '.files[0].path = "a\u0000b"' "a path with NUL" 'is no manifest|leads out'
manifest '.files += [.files[0]]' "a path twice" 'lists `PLAN\.md` twice'
manifest '.files[0].path = "manifest.json"' "a manifest that lists itself" 'lists `manifest\.json`, which no manifest lists'
manifest '.files[0].size = -1' "a size below zero" '`PLAN\.md` has no `size`'
manifest '.files[0].size = 1.5' "a size that is no whole number" '`PLAN\.md` has no `size`'
manifest '.files[0].sha256 = "0"' "a digest that is none" '`PLAN\.md` has no `sha256`'
manifest 'del(.inputs)' "no inputs" 'has no list `inputs`'
manifest '.now = "today"' "no day" 'has no day `now`'
manifest '.steps[0].folder = "../x"' "a step outside" '`\.\./x` leads out of the bundle'
manifest '.steps[0].state = "pending"' "another state of a step" 'step\.json: says another `state` of step 10 than the manifest'
manifest '.steps[0].account = "retail-2"' "another account of a step" 'step\.json: says another `account` of step 10'
manifest '.steps[1].waits_for = [10, 20]' "another order" 'says another `waits_for` of step 20'
manifest '.steps[0].irreversible |= not' "a step that can be undone" 'says another `irreversible` of step 10'
manifest '.steps |= .[1:]' "a step left out" 'belongs to no step of the manifest'
manifest '.steps += [.steps[0]]' "a step twice" 'has two steps in'
manifest '.policy_sha256 |= "0" * 64' "another policy" 'speaks of another policy'
manifest '.inputs |= .[1:]' "an input left out" 'which the manifest does not list'
manifest '.signed_with = null' "a signature that nobody made" 'the manifest was written anew'
fresh p256 && head -c 1000 "$work/p256/manifest.json" >"$bundle/manifest.json"
tampered "a manifest cut off" 'is no manifest that can be read: line [0-9]+, column [0-9]+'
fresh p256 && : >"$bundle/manifest.json"
tampered "an empty manifest" 'is no manifest that can be read'
fresh p256 && echo '[1]' >"$bundle/manifest.json"
tampered "a list for a manifest" 'is no JSON object'
fresh p256 && head -c 4096 /bin/sh >"$bundle/manifest.json"
tampered "a binary manifest" 'is no manifest that can be read'
fresh p256 && { printf '{"zonewarrant_bundle": "1", "x": '; head -c 100000 /dev/zero | tr '\0' '['; } >"$bundle/manifest.json"
tampered "a deep manifest" 'nested more than 64 deep'
fresh p256 && { printf '{"zonewarrant_bundle": "1", "x": ['; head -c 9000000 /dev/zero | tr '\0' '['; } >"$bundle/manifest.json"
tampered "a manifest of many values" 'more than 4000000 values'
fresh p256 && truncate -s 200M "$bundle/manifest.json"
tampered "a huge manifest" 'it holds more than 134217728 octets'
fresh p256 && sed -i 's/"version"/"zonewarrant_bundle": "1", "version"/' "$bundle/manifest.json"
tampered "a key twice" 'occurs twice'

# --- an envelope that was written anew ----------------------------------------------------------
fresh p256 && sed -i 's/"sig": "\(..\)./"sig": "\1x/' "$bundle/evidence/statement.dsse.json"
verify 1 "a byte of the signature changed" 'has no signature by the key' --key "$keys/p256.pub"
fresh p256 && jq '.payload |= ("X" + .[1:])' "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "a byte of the payload changed" 'holds another statement' --key "$keys/p256.pub"
verify 1 "… its signature is none" 'has no signature by the key' --key "$keys/p256.pub"
verify 1 "… without a key" 'holds another statement'
fresh p256 && jq '.payloadType = "application/json"' "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "another type" 'something else than an in-toto statement' --key "$keys/p256.pub"
fresh p256 && jq '.signatures = []' "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "no signature in it" 'has no `signatures`'
fresh p256 && jq '.signatures |= [range(33) as $i | .[0]]' "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "too many signatures" 'more than 32 signatures'
fresh p256 && jq '.signatures[0].sig = "a!b="' "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "a signature that is no base64" 'has no `sig` in base64'
fresh p256 && jq '.signatures[0].sig = "", .signatures[0].keyid = "\u001b[2J"' "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "an empty signature" 'evidence/statement\.dsse\.json'
fresh p256 && head -c 100 "$work/p256/evidence/statement.dsse.json" >"$bundle/evidence/statement.dsse.json"
verify 1 "an envelope cut off" 'statement\.dsse\.json: cannot be read: line'

# A second signature, by another tool and in the other alphabet of base64: one that is valid is enough, and both
# are told.
fresh p256
$python "$work/dsse.py" pae "$bundle" "$work/pae" "$work/sig"
openssl pkeyutl -sign -inkey "$keys/ed25519.pem" -rawin -in "$work/pae" -out "$work/sig2"
$python "$work/dsse.py" join "$bundle/evidence/statement.dsse.json" "$work/sig" "$work/sig2"
verify 0 "two signatures, the second by this key" '^signature 2: by the key that was given' --key "$keys/ed25519.pub"
verify 0 "… the first is told" '^signature 1: not by the key that was given, it says by key 0' --key "$keys/ed25519.pub"
verify 0 "… and is by the other key" '^signature 1: by the key that was given' --key "$keys/p256.pub"
expect "… in JSON" "$("$program" verify $day --format json --key "$keys/ed25519.pub" "$bundle" "$example" | jq -c '[.signed, [.signatures[].valid]]')" \
	'^\[true,\[false,true\]\]$'
verify 1 "… and by no third" 'has no signature by the key' --key "$keys/other.pub"
# An unsigned bundle may be signed afterwards; RSA with PSS is a signature, too.
fresh unsigned
$python - "$bundle" <<'END'
import base64, json, sys
folder = sys.argv[1] + "/evidence/"
body = open(folder + "statement.json", "rb").read()
json.dump({"payload": base64.b64encode(body).decode(), "payloadType": "application/vnd.in-toto+json",
           "signatures": [{"sig": ""}]}, open(folder + "statement.dsse.json", "w"))
END
$python "$work/dsse.py" pae "$bundle" "$work/pae" "$work/sig"
openssl dgst -sha256 -sign "$keys/rsa.pem" -sigopt rsa_padding_mode:pss -out "$work/sig" "$work/pae"
$python "$work/dsse.py" join "$bundle/evidence/statement.dsse.json" "$work/sig"
verify 0 "signed afterwards, by RSA with PSS" 'whole, signed by' --key "$keys/rsa.pub"

# --- current ------------------------------------------------------------------------------------
copy=$work/estate
rm -rf "$copy" && cp -a "$example" "$copy"
current() {
	run "$1" "$2" "$3" verify $day "$work/p256" "$copy"
	rm -rf "$copy" && cp -a "$example" "$copy"
}
current 0 "the same sources elsewhere" 'whole, .* current'
echo '# x' >>"$copy/estate/retail.yaml"
current 1 "an old bundle" '^estate/retail\.yaml: was changed since the bundle was made; plan again'
printf 'version: 1\naccounts: {}\n' >"$copy/estate/new.yaml"
current 1 "a new source" '^estate/new\.yaml: is a source that the bundle was not made from'
rm "$copy/estate/billing.yaml"
current 1 "a source that is gone" '^estate/billing\.yaml: is gone, and the bundle was made from it'
echo '# x' >>"$copy/zonewarrant.yaml"
current 1 "another policy" '^zonewarrant\.yaml: was changed'
echo 'x: [' >>"$copy/estate/retail.yaml"
current 1 "a source that is broken today" '^estate/retail\.yaml: was changed'
printf 'version: 1\nsource: [x]\n' >"$copy/zonewarrant.yaml"
current 2 "a project file that is broken today" 'whole, .*not held against the sources'

cp -a fixtures/snapshot-incomplete/good "$work/shot" && find "$work/shot" -name '*.expect' -delete
run 0 "plan with a snapshot" 'the bundle is in' plan $day -o "$work/shot-bundle" "$work/shot"
run 0 "the same snapshot" 'whole, not signed, current' verify $day "$work/shot-bundle" "$work/shot"
export_file=$(cd "$work/shot" && find snapshot -name '*.json' | sort | head -n 1)
echo >>"$work/shot/$export_file"
run 1 "another snapshot" "^snapshot: is another snapshot than the one that the bundle was made from: 1 changed, 0 new, 0 gone, the first $export_file" \
	verify $day "$work/shot-bundle" "$work/shot"
rm "$work/shot/$export_file"
run 1 "a snapshot that lacks a file" '1 gone' verify $day "$work/shot-bundle" "$work/shot"
[ $failures -eq 0 ]
