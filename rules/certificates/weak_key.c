/*
 * weak_key.c -- a key that is too short, or whose private half can be found.
 *
 * Each public key is looked at once, however many certificates and requests hold it.
 */
#include "shared.h"

#include "model/weak_rsa.h"
#include "source/limits.h"

#include "base/banned.h"

enum { RSA_BITS_MIN = 2048 };

/* What is wrong with a key. */
struct fault {
	const char *text;   /* behind "the key of …"; NULL: nothing is known to be */
	const char *source; /* who says so */
	bool minor;	    /* a SHOULD */
};

static struct fault look_at_size(struct check *ck, const struct public_key *key)
{
	if (key->bits < RSA_BITS_MIN)
		return (struct fault){arena_printf(ck->arena,
						   "is RSA with %u bits, and %d are the least",
						   key->bits, RSA_BITS_MIN),
				      "BR 6.1.5", false};
	if (key->bits % 8 != 0)
		return (struct fault){arena_printf(ck->arena,
						   "is RSA with %u bits, which 8 does not divide",
						   key->bits),
				      "BR 6.1.5", false};
	return (struct fault){0};
}

static struct fault look_at_exponent(const struct public_key *key)
{
	if (weak_rsa_is_one(key->exponent))
		return (struct fault){"has the public exponent 1, with which anyone can sign",
				      "BR 6.1.6", false};
	if (weak_rsa_is_even(key->exponent))
		return (struct fault){"has an even public exponent, with which there is no private "
				      "one",
				      "BR 6.1.6", false};
	if (weak_rsa_is_below_f4(key->exponent))
		return (struct fault){"has a public exponent below 65537", "BR 6.1.6", true};
	return (struct fault){0};
}

static struct fault look_at_modulus(struct check *ck, const struct public_key *key)
{
	unsigned factor = weak_rsa_small_factor(key->modulus), round;

	if (factor > 0)
		return (struct fault){
			arena_printf(ck->arena,
				     "has a modulus that %u divides: anyone finds its factors",
				     factor),
			"BR 6.1.6", false};
	round = weak_rsa_fermat_round(key->modulus);
	if (round > 0)
		return (struct fault){
			arena_printf(ck->arena,
				     "is the product of two primes that are close to each other: "
				     "Fermat's method finds them in round %u",
				     round),
			"BR 6.1.1.3", false};
	if (weak_rsa_is_roca(key->modulus))
		return (struct fault){"has the fingerprint of the library RSALib (ROCA): its "
				      "factors can be computed",
				      "BR 6.1.1.3, CVE-2017-15361", false};
	return (struct fault){0};
}

static struct fault look_at_rsa(struct check *ck, const struct public_key *key, bool is_public)
{
	struct fault fault = look_at_size(ck, key);

	if (key->kind == KEY_RSA_PSS && is_public)
		return (struct fault){"has the algorithm id-RSASSA-PSS, which public authorities "
				      "do not certify",
				      "BR 7.1.3.1", false};
	if (fault.text != NULL || key->modulus.ptr == NULL)
		return fault;
	fault = look_at_modulus(ck, key);
	return fault.text != NULL ? fault : look_at_exponent(key);
}

/* BR 6.1.5: P-256, P-384, P-521. Private authorities may use the curves of RFC 8032 and RFC 5639 as well. */
static struct fault look_at_curve(struct check *ck, const struct public_key *key, bool is_public)
{
	static const char *const curves[] = {
		"P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"};
	size_t n = is_public ? 3 : COUNT_OF(curves);

	if (key->curve == NULL)
		return (struct fault){"is on an elliptic curve that is given by its parameters and "
				      "not by a name",
				      "RFC 5480, section 2.1.1", false};
	for (size_t i = 0; i < n; i++)
		if (str_is(str_from(key->curve), curves[i]))
			return (struct fault){0};
	return (struct fault){arena_printf(ck->arena, "is on the curve %s, and %s", key->curve,
					   is_public ? "public authorities allow P-256, P-384 and "
						       "P-521 alone"
						     : "clients know P-256, P-384 and P-521"),
			      "BR 6.1.5", false};
}

static struct fault look_at(struct check *ck, const struct public_key *key, bool is_public)
{
	switch (key->kind) {
	case KEY_RSA:
	case KEY_RSA_PSS:
		return look_at_rsa(ck, key, is_public);
	case KEY_EC:
		return look_at_curve(ck, key, is_public);
	case KEY_ED25519:
	case KEY_ED448:
		if (is_public)
			return (struct fault){arena_printf(ck->arena,
							   "is %s, which public authorities do not "
							   "certify",
							   key->title),
					      "BR 6.1.5", false};
		return (struct fault){0};
	default:
		if (is_public && key->sha256[0] != '\0')
			return (struct fault){arena_printf(ck->arena,
							   "is of the algorithm %s, which public "
							   "authorities do not certify",
							   key->title),
					      "BR 6.1.5", false};
		return (struct fault){0};
	}
}

/* The keys that were looked at, by SHA-256 of the SubjectPublicKeyInfo. */
static bool is_new(struct map *seen, const struct public_key *key)
{
	return key->sha256[0] == '\0' ||
	       map_add(seen, str_from(key->sha256), (void *)(uintptr_t)key) == NULL;
}

/* The key that was reported is weak wherever it stands: the first place is enough. */
static void check_key(struct check *ck, struct map *seen, const struct certificate_content *content,
		      const char *what, bool is_public, const struct issued_certificate *issued)
{
	struct fault fault;
	struct diag *d;

	if (!is_new(seen, &content->key))
		return;
	if (content->key.bits > LIMIT_KEY_BITS) {
		undecided(ck, content->at, "the key of %s has %u bits: it is not looked at", what,
			  content->key.bits);
		return;
	}
	fault = look_at(ck, &content->key, is_public);
	if (fault.text == NULL)
		return;
	d = report(ck, content->at, "the key of %s %s (%s)", what, fault.text, fault.source);
	about(ck, d, NULL, NULL, content->key.sha256[0] != '\0' ? content->key.sha256 : what);
	if (fault.minor)
		d->at_most = SEV_WARNING;
	if (issued != NULL)
		add_declared(ck, d, issued);
	help(ck, d,
	     "make a new key (ecdsa-p256, or rsa-3072 where clients need RSA) and have the "
	     "certificate issued for it; revoke this one");
}

/* Once for all of them: it would else be said of each certificate of each run. */
static void say_what_is_not_checked(struct check *ck)
{
	for (size_t i = 0; i < ck->model->issued.n; i++) {
		const struct certificate_content *content = &ck->model->issued.items[i]->content;

		if (content->key.kind != KEY_RSA || content->key.modulus.ptr == NULL)
			continue;
		undecided(ck, content->at,
			  "whether RSA keys of the inventory are among those that Debian's OpenSSL "
			  "made from 2006 to 2008 is not checked: no list of them is here");
		return;
	}
}

static void check(struct check *ck)
{
	const struct model *model = ck->model;
	struct map seen;

	map_init(&seen, ck->arena);
	for (size_t i = 0; i < model->issued.n; i++) {
		const struct issued_certificate *issued = model->issued.items[i];

		check_key(ck, &seen, &issued->content, issued_what(ck, issued), is_public(issued),
			  issued);
	}
	for (size_t i = 0; i < model->requests.n; i++) {
		const struct signing_request *request = model->requests.items[i];
		const struct certificate *declared = request->declared;

		check_key(ck, &seen, &request->content,
			  arena_printf(ck->arena, "the request `%s`", request->content.title),
			  declared != NULL && validity_is_limited(declared), NULL);
	}
	say_what_is_not_checked(ck);
}

const struct rule rule_weak_key = {
	.id = "weak-key",
	.family = "certificates",
	.severity = SEV_ERROR,
	.summary = "an issued certificate, or a request, with a key that is too short or can be "
		   "computed",
	.source = "CA/Browser Forum TLS Baseline Requirements, sections 6.1.1.3, 6.1.5, 6.1.6, "
		  "7.1.3.1",
	.url = "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
	.since = "0.1.0",
	.why = "Whoever can compute the private key from the public one can answer in the name of "
	       "the "
	       "server, and nothing tells the two apart. RSA keys are looked at for a modulus "
	       "under "
	       "2048 bits or one that 8 does not divide, factors below 752, two primes close to "
	       "each other (100 rounds of Fermat's method), the fingerprint of ROCA, and a public "
	       "exponent that is 1, even or below 65537 (which is only a warning); elliptic curves "
	       "for being one of those that clients and authorities know. The weak keys of "
	       "Debian's "
	       "OpenSSL of 2006 to 2008 are not checked: that takes a list.",
	.fix = "Make a new key, have the certificate issued for it, put it in place, and revoke "
	       "the "
	       "old one. BR 4.9.1.1 gives public authorities 24 hours to revoke a key that can be "
	       "computed.",
	.decide = check,
};
