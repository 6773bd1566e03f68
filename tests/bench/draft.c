/* draft.c -- one zone of the benchmark's estate, drawn and written. */
#include "draft.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* Keys of octoDNS in the order in which it writes them; none: a value is one text. */
static const struct {
	const char *name;
	const char *keys[DRAFT_FIELDS_MAX + 1];
} types[] = {
	[DRAFT_A] = {"A", {NULL}},
	[DRAFT_AAAA] = {"AAAA", {NULL}},
	[DRAFT_CAA] = {"CAA", {"flags", "tag", "value", NULL}},
	[DRAFT_CNAME] = {"CNAME", {NULL}},
	[DRAFT_MX] = {"MX", {"exchange", "preference", NULL}},
	[DRAFT_NS] = {"NS", {NULL}},
	[DRAFT_SRV] = {"SRV", {"port", "priority", "target", "weight", NULL}},
	[DRAFT_TXT] = {"TXT", {NULL}},
};

/* ---- what is drawn ----------------------------------------------------------------------------- */

/* SplitMix64, by S. Vigna. Draws stand in statements of their own: the order in which C evaluates
 * arguments is not fixed, and the output must be. */
static uint64_t draw(struct draft *d)
{
	uint64_t x = d->state += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static unsigned below(struct draft *d, unsigned end)
{
	return (unsigned)(draw(d) % end);
}

#define PICK(d, list) ((list)[below((d), (unsigned)COUNT_OF(list))])

static void begin(struct draft *d, struct arena *arena, const char *name, unsigned number)
{
	*d = (struct draft){.arena = arena, .state = number, .name = name};
}

static struct draft_set *add_set(struct draft *d, const char *owner, enum draft_type type)
{
	static const unsigned ttls[] = {60, 300, 300, 300, 600, 900, 3600, 3600, 3600, 86400};
	struct draft_set *set = VEC_PUSH(d->arena, &d->sets);

	set->owner = owner;
	set->type = type;
	set->ttl = PICK(d, ttls);
	return set;
}

static void add_text(struct draft *d, struct draft_set *set, const char *value)
{
	set->values[set->n++][0] = value;
	d->records++;
}

static void add_one(struct draft *d, const char *owner, enum draft_type type, const char *value)
{
	add_text(d, add_set(d, owner, type), value);
}

static void add_caa(struct draft *d, struct draft_set *set, const char *tag, const char *value)
{
	set->values[set->n][0] = "0";
	set->values[set->n][1] = tag;
	set->values[set->n][2] = value;
	set->n++;
	d->records++;
}

static void add_exchange(struct draft *d, struct draft_set *set, const char *exchange,
			 const char *preference)
{
	set->values[set->n][0] = exchange;
	set->values[set->n][1] = preference;
	set->n++;
	d->records++;
}

/* Addresses for documentation (RFC 5737, RFC 3849) and private ones (RFC 1918). */
static const char *public_ipv4(struct draft *d)
{
	static const char *const networks[] = {"192.0.2", "198.51.100", "203.0.113"};
	const char *network = PICK(d, networks);

	return arena_printf(d->arena, "%s.%u", network, 1 + below(d, 254));
}

static const char *private_ipv4(struct draft *d)
{
	unsigned high = below(d, 256), middle = below(d, 256);

	return arena_printf(d->arena, "10.%u.%u.%u", high, middle, 1 + below(d, 254));
}

static const char *ipv6(struct draft *d)
{
	unsigned network = 1 + below(d, 65535), subnet = 1 + below(d, 65535);

	return arena_printf(d->arena, "2001:db8:%x:%x::%x", network, subnet, 1 + below(d, 65535));
}

static const char *token(struct draft *d, unsigned len)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	char *text = arena_bytes(d->arena, len + 1);

	for (unsigned i = 0; i < len; i++)
		text[i] = digits[below(d, sizeof(digits) - 1)];
	text[len] = '\0';
	return text;
}

static const char *base64(struct draft *d, unsigned len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_bytes(d->arena, len + 1);

	for (unsigned i = 0; i < len; i++)
		text[i] = digits[below(d, sizeof(digits) - 1)];
	text[len] = '\0';
	return text;
}

/* The name of a service that no other record has. */
static const char *new_name(struct draft *d)
{
	static const char *const roles[] = {"api",   "www",   "db",	"cache",   "app",
					    "gw",    "lb",    "grpc",	"queue",   "auth",
					    "img",   "admin", "worker", "metrics", "log",
					    "proxy", "batch", "kafka",	"search",  "static"};
	static const char *const regions[] = {"euw", "use", "usw", "aps", "euc"};
	const char *role = PICK(d, roles), *region = PICK(d, regions);

	d->serial += 1 + below(d, 9);
	return arena_printf(d->arena, "%s-%s%u", role, region, d->serial);
}

/* … with labels before it, and, one in three, below a stage. */
static const char *new_owner(struct draft *d, const char *before)
{
	static const char *const stages[] = {"prod", "stage", "dev", "qa", "perf"};
	const char *name = new_name(d);

	if (below(d, 3) > 0)
		return arena_printf(d->arena, "%s%s", before, name);
	return arena_printf(d->arena, "%s%s.%s", before, name, PICK(d, stages));
}

/* ---- public zones ------------------------------------------------------------------------------ */

static void add_addresses(struct draft *d, size_t left)
{
	struct draft_set *set;
	size_t n = below(d, 4) > 0 ? 1 : 2 + below(d, 2);
	struct draft_host *host = VEC_PUSH(d->arena, &d->hosts);

	host->owner = new_owner(d, "");
	set = add_set(d, host->owner, DRAFT_A);
	for (size_t i = 0; i < n && i < left; i++) {
		const char *address = public_ipv4(d);
		bool repeated = false;

		for (unsigned k = 0; k < set->n; k++)
			repeated = repeated || strcmp(set->values[k][0], address) == 0;
		if (!repeated)
			add_text(d, set, address);
	}
}

static void add_ipv6(struct draft *d)
{
	struct draft_host *host = NULL;

	if (d->hosts.n > 0 && below(d, 10) < 6)
		host = &d->hosts.items[below(d, (unsigned)d->hosts.n)];
	if (host == NULL || host->has_ipv6) {
		host = VEC_PUSH(d->arena, &d->hosts);
		host->owner = new_owner(d, "");
	}
	host->has_ipv6 = true;
	add_one(d, host->owner, DRAFT_AAAA, ipv6(d));
}

static const char *delivery_network(struct draft *d)
{
	return arena_printf(d->arena, "lb%u.cdn.example.org.", 1 + below(d, 400));
}

static void add_cname(struct draft *d)
{
	const char *owner = new_owner(d, "");

	if (d->hosts.n > 0 && below(d, 10) < 7)
		add_one(d, owner, DRAFT_CNAME,
			arena_printf(d->arena, "%s.%s.",
				     d->hosts.items[below(d, (unsigned)d->hosts.n)].owner,
				     d->name));
	else
		add_one(d, owner, DRAFT_CNAME, delivery_network(d));
}

static void add_txt(struct draft *d)
{
	unsigned kind = below(d, 10);
	const char *owner;

	if (kind < 3) {
		owner = arena_printf(d->arena, "s%zu._domainkey.%s", d->records, new_name(d));
		add_one(d, owner, DRAFT_TXT,
			arena_printf(d->arena, "v=DKIM1\\; k=rsa\\; p=%s", base64(d, 216)));
	} else if (kind < 6) {
		add_one(d, new_owner(d, "_dmarc."), DRAFT_TXT,
			"v=DMARC1\\; p=reject\\; rua=mailto:dmarc@example.com\\; pct=100");
	} else {
		owner = new_owner(d, "_acme-challenge.");
		add_one(d, owner, DRAFT_TXT, base64(d, 43));
	}
}

static void add_mail(struct draft *d, size_t left)
{
	struct draft_set *set = add_set(d, new_owner(d, "mail-"), DRAFT_MX);

	add_exchange(d, set, "mx1.mail.example.org.", "10");
	if (left > 1)
		add_exchange(d, set, "mx2.mail.example.org.", "20");
}

static void add_service(struct draft *d)
{
	struct draft_set *set = add_set(d, new_owner(d, "_sip._tcp."), DRAFT_SRV);

	set->values[0][0] = "5060";
	set->values[0][1] = "10";
	set->values[0][2] = arena_printf(d->arena, "sip%u.voice.example.org.", 1 + below(d, 40));
	set->values[0][3] = "20";
	set->n = 1;
	d->records++;
}

static void add_delegation(struct draft *d)
{
	const char *owner = arena_printf(d->arena, "sub%zu", d->records);
	struct draft_set *set = add_set(d, owner, DRAFT_NS);

	add_text(d, set, arena_printf(d->arena, "ns1.%s.dns.example.org.", owner));
	add_text(d, set, arena_printf(d->arena, "ns2.%s.dns.example.org.", owner));
}

static void add_wildcard(struct draft *d)
{
	const char *owner = new_owner(d, "*.");

	if (below(d, 2) == 0)
		add_one(d, owner, DRAFT_A, public_ipv4(d));
	else
		add_one(d, owner, DRAFT_CNAME, delivery_network(d));
}

static void add_apex(struct draft *d)
{
	struct draft_set *set = add_set(d, "", DRAFT_NS);

	add_text(d, set, "ns1.dns.example.org.");
	add_text(d, set, "ns2.dns.example.org.");
	add_one(d, "", DRAFT_A, public_ipv4(d));
	set = add_set(d, "", DRAFT_MX);
	add_exchange(d, set, "mx1.mail.example.org.", "10");
	add_exchange(d, set, "mx2.mail.example.org.", "20");
	set = add_set(d, "", DRAFT_CAA);
	add_caa(d, set, "iodef", "mailto:security@example.com");
	add_caa(d, set, "issue", "letsencrypt.org");
	set = add_set(d, "", DRAFT_TXT);
	add_text(d, set, "example-owner=central");
	add_text(d, set,
		 arena_printf(d->arena, "v=spf1 include:_spf.example.org ip4:%s -all",
			      public_ipv4(d)));
}

void draft_public(struct draft *d, struct arena *arena, const char *name, unsigned number,
		  size_t records)
{
	begin(d, arena, name, number);
	add_apex(d);
	while (d->records < records) {
		size_t left = records - d->records;
		unsigned kind = below(d, 100);

		if (kind < 44)
			add_addresses(d, left);
		else if (kind < 56)
			add_ipv6(d);
		else if (kind < 78)
			add_cname(d);
		else if (kind < 86)
			add_txt(d);
		else if (kind < 90)
			add_mail(d, left);
		else if (kind < 93)
			add_service(d);
		else if (kind < 95)
			add_caa(d, add_set(d, new_owner(d, "ca-"), DRAFT_CAA), "issue",
				"letsencrypt.org");
		else if (kind < 98 && left > 1)
			add_delegation(d);
		else
			add_wildcard(d);
	}
}

/* ---- a team's zones ---------------------------------------------------------------------------- */

/* The same names for both zones: what is drawn besides is drawn afterwards. */
static const char **team_names(struct draft *d, size_t n)
{
	const char **names = NEW_ARRAY(d->arena, const char *, n);

	for (size_t i = 0; i < n; i++)
		names[i] = new_name(d);
	return names;
}

void draft_team_private(struct draft *d, struct arena *arena, const char *name, unsigned number,
			size_t records)
{
	const char **names;

	begin(d, arena, name, number);
	names = team_names(d, records);
	for (size_t i = 0; i < records; i++) {
		if (i > 0 && below(d, 5) == 0)
			add_one(d, names[i], DRAFT_CNAME,
				arena_printf(arena, "%s.%s.", names[0], name));
		else
			add_one(d, names[i], DRAFT_A, private_ipv4(d));
	}
}

/* Every name of the private zone has a TXT of an endpoint service below it, and, while there is room, the
 * CNAME that validates a certificate. */
void draft_team_public(struct draft *d, struct arena *arena, const char *name, unsigned number,
		       const char *owner, size_t records)
{
	const char **names;

	begin(d, arena, name, number);
	names = team_names(d, records);
	add_one(d, "", DRAFT_TXT, arena_printf(arena, "example-owner=%s", owner));
	for (size_t i = 0; d->records < records; i++) {
		const char *before = token(d, 20), *value = token(d, 20);

		add_one(d, arena_printf(arena, "_%s.%s", before, names[i]), DRAFT_TXT,
			arena_printf(arena, "vpce:%s", value));
		if (i % 4 > 0 || d->records == records)
			continue;
		before = token(d, 32);
		value = token(d, 32);
		add_one(d, arena_printf(arena, "_%s.%s", before, names[i]), DRAFT_CNAME,
			arena_printf(arena, "_%s.abcdefghij.acm-validations.aws.", value));
	}
}

/* ---- octoDNS ----------------------------------------------------------------------------------- */

/* The number that *TEXT begins with; *TEXT moves behind it. */
static unsigned take_number(const char **text)
{
	unsigned number = 0;

	for (; ascii_is_digit(**text); (*text)++)
		number = number * 10 + (unsigned)(**text - '0');
	return number;
}

/* Natural order: runs of digits by their number. */
static int compare_natural(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (ascii_is_digit(*a) && ascii_is_digit(*b)) {
			unsigned x = take_number(&a), y = take_number(&b);

			if (x != y)
				return x < y ? -1 : 1;
			continue;
		}
		if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		a++;
		b++;
	}
	return (*a != '\0') - (*b != '\0');
}

static int compare_sets(const void *a, const void *b)
{
	const struct draft_set *x = a, *y = b;
	int order = compare_natural(x->owner, y->owner);

	return order != 0 ? order : (int)x->type - (int)y->type;
}

/* Quoted where YAML would take it for something else. */
static void print_text(struct buf *out, const char *text)
{
	if (strpbrk(text, "*:;=\\") != NULL && strncmp(text, "2001:", 5) != 0)
		buf_printf(out, "'%s'", text);
	else
		buf_text(out, text);
}

static void print_value(struct buf *out, const struct draft_set *set, unsigned value,
			const char *indent, bool in_list)
{
	const char *const *keys = types[set->type].keys;

	if (keys[0] == NULL) {
		print_text(out, set->values[value][0]);
		buf_char(out, '\n');
		return;
	}
	for (unsigned i = 0; keys[i] != NULL; i++) {
		if (i > 0 || !in_list)
			buf_printf(out, "%s  ", indent);
		buf_printf(out, "%s: ", keys[i]);
		print_text(out, set->values[value][i]);
		buf_char(out, '\n');
	}
}

static void print_set(struct buf *out, const struct draft_set *set, bool in_list)
{
	const char *indent = in_list ? "    " : "  ";
	bool mapping = types[set->type].keys[0] != NULL;

	buf_printf(out, "%sttl: %u\n%stype: %s\n", in_list ? "  - " : "  ", set->ttl, indent,
		   types[set->type].name);
	if (set->n == 1) {
		buf_printf(out, "%svalue:%s", indent, mapping ? "\n" : " ");
		print_value(out, set, 0, indent, false);
		return;
	}
	buf_printf(out, "%svalues:\n", indent);
	for (unsigned i = 0; i < set->n; i++) {
		buf_printf(out, "%s- ", indent);
		print_value(out, set, i, indent, true);
	}
}

void draft_sort(struct draft *d)
{
	qsort(d->sets.items, d->sets.n, sizeof(*d->sets.items), compare_sets);
}

void draft_print_octodns(struct draft *d, struct buf *out)
{
	draft_sort(d);
	buf_text(out, "---\n");
	for (size_t i = 0; i < d->sets.n; i++) {
		const char *owner = d->sets.items[i].owner;
		bool repeated = i > 0 && strcmp(d->sets.items[i - 1].owner, owner) == 0;
		bool several = repeated || (i + 1 < d->sets.n &&
					    strcmp(d->sets.items[i + 1].owner, owner) == 0);

		if (!repeated && owner[0] == '\0')
			buf_text(out, "''");
		else if (!repeated)
			print_text(out, owner);
		if (!repeated)
			buf_text(out, ":\n");
		print_set(out, &d->sets.items[i], several);
	}
}
