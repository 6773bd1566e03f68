/* rr_type.c -- the table of resource record types. */
#include "model/rdata_form.h"

#include <libknot/descriptor.h>
#include <string.h>

#include "base/banned.h"

#define PARTS(...)                                                                                 \
	.parts = {__VA_ARGS__},                                                                    \
	.n_parts = sizeof((struct rdata_part[]){__VA_ARGS__}) / sizeof(struct rdata_part)
#define FIELDS(...)                                                                                \
	.fields = {__VA_ARGS__},                                                                   \
	.n_fields = sizeof((struct rdata_field[]){__VA_ARGS__}) / sizeof(struct rdata_field)

/* Sorted by mnemonic. Keys of mappings as in octoDNS 1.x, octodns/record/<type>.py. */
static const struct rdata_form forms[] = {
	{
		.type = RR_A,
		.name = "A",
		PARTS({PART_IPV4, "address"}),
	},
	{
		.type = RR_AAAA,
		.name = "AAAA",
		PARTS({PART_IPV6, "address"}),
	},
	{
		.type = RR_CAA,
		.name = "CAA",
		PARTS({PART_U8, "flags"}, {PART_TAG, "tag"}, {PART_TEXT, "value"}),
		FIELDS({"flags", NULL, false}, {"tag", NULL, true}, {"value", NULL, true}),
	},
	{
		.type = RR_CNAME,
		.name = "CNAME",
		PARTS({PART_TARGET, "target"}),
	},
	{
		.type = RR_DNAME,
		.name = "DNAME",
		PARTS({PART_TARGET, "target"}),
	},
	{
		.type = RR_DNSKEY,
		.name = "DNSKEY",
		.scanned = true,
		PARTS({PART_U16, "flags"}, {PART_U8, "protocol"}, {PART_U8, "algorithm"},
		      {PART_REST, "public key"}),
	},
	{
		.type = RR_DS,
		.name = "DS",
		PARTS({PART_U16, "key tag"}, {PART_U8, "algorithm"}, {PART_U8, "digest type"},
		      {PART_HEX, "digest"}),
		FIELDS({"key_tag", NULL, true}, {"algorithm", NULL, true},
		       {"digest_type", NULL, true}, {"digest", NULL, true}),
	},
	{
		.type = RR_HINFO,
		.name = "HINFO",
		PARTS({PART_STRING, "CPU"}, {PART_STRING, "operating system"}),
	},
	{
		.type = RR_HTTPS,
		.name = "HTTPS",
		PARTS({PART_U16, "priority"}, {PART_TARGET_OR_NONE, "target name"},
		      {PART_PARAMS, "parameters"}),
		FIELDS({"svcpriority", NULL, true}, {"targetname", NULL, true},
		       {"svcparams", NULL, false}),
	},
	{
		.type = RR_LOC,
		.name = "LOC",
		.scanned = true,
		PARTS({PART_LOC, "location"}),
		FIELDS({"lat_degrees", NULL, true}, {"lat_minutes", NULL, true},
		       {"lat_seconds", NULL, true}, {"lat_direction", NULL, true},
		       {"long_degrees", NULL, true}, {"long_minutes", NULL, true},
		       {"long_seconds", NULL, true}, {"long_direction", NULL, true},
		       {"altitude", NULL, true}, {"size", NULL, true},
		       {"precision_horz", NULL, true}, {"precision_vert", NULL, true}),
	},
	{
		.type = RR_MX,
		.name = "MX",
		PARTS({PART_U16, "preference"}, {PART_TARGET_OR_NONE, "exchange"}),
		FIELDS({"preference", "priority", true}, {"exchange", "value", true}),
	},
	{
		.type = RR_NAPTR,
		.name = "NAPTR",
		PARTS({PART_U16, "order"}, {PART_U16, "preference"}, {PART_STRING, "flags"},
		      {PART_STRING, "service"}, {PART_STRING, "regexp"},
		      {PART_TARGET_OR_NONE, "replacement"}),
		FIELDS({"order", NULL, true}, {"preference", NULL, true}, {"flags", NULL, true},
		       {"service", NULL, true}, {"regexp", NULL, true},
		       {"replacement", NULL, true}),
	},
	{
		.type = RR_NS,
		.name = "NS",
		PARTS({PART_TARGET, "name server"}),
	},
	{
		.type = RR_OPENPGPKEY,
		.name = "OPENPGPKEY",
		.scanned = true,
		PARTS({PART_REST, "key"}),
	},
	{
		.type = RR_PTR,
		.name = "PTR",
		PARTS({PART_TARGET, "target"}),
	},
	{
		.type = RR_RP,
		.name = "RP",
		PARTS({PART_NAME, "mailbox"}, {PART_NAME, "text domain"}),
	},
	{
		.type = RR_SOA,
		.name = "SOA",
		PARTS({PART_NAME, "primary name server"}, {PART_NAME, "mailbox"},
		      {PART_U32, "serial"}, {PART_TIME, "refresh"}, {PART_TIME, "retry"},
		      {PART_TIME, "expire"}, {PART_TIME, "minimum"}),
		FIELDS({"mname", NULL, true}, {"rname", NULL, true}, {"serial", NULL, true},
		       {"refresh", NULL, true}, {"retry", NULL, true}, {"expire", NULL, true},
		       {"minimum", NULL, true}),
	},
	{
		.type = RR_SPF,
		.name = "SPF",
		PARTS({PART_STRINGS, "text"}),
	},
	{
		.type = RR_SRV,
		.name = "SRV",
		PARTS({PART_U16, "priority"}, {PART_U16, "weight"}, {PART_U16, "port"},
		      {PART_TARGET_OR_NONE, "target"}),
		FIELDS({"priority", NULL, true}, {"weight", NULL, true}, {"port", NULL, true},
		       {"target", NULL, true}),
	},
	{
		.type = RR_SSHFP,
		.name = "SSHFP",
		PARTS({PART_U8, "algorithm"}, {PART_U8, "fingerprint type"},
		      {PART_HEX, "fingerprint"}),
		FIELDS({"algorithm", NULL, true}, {"fingerprint_type", NULL, true},
		       {"fingerprint", NULL, true}),
	},
	{
		.type = RR_SVCB,
		.name = "SVCB",
		PARTS({PART_U16, "priority"}, {PART_TARGET_OR_NONE, "target name"},
		      {PART_PARAMS, "parameters"}),
		FIELDS({"svcpriority", NULL, true}, {"targetname", NULL, true},
		       {"svcparams", NULL, false}),
	},
	{
		.type = RR_TLSA,
		.name = "TLSA",
		PARTS({PART_U8, "certificate usage"}, {PART_U8, "selector"},
		      {PART_U8, "matching type"}, {PART_HEX, "association data"}),
		FIELDS({"certificate_usage", NULL, true}, {"selector", NULL, true},
		       {"matching_type", NULL, true}, {"certificate_association_data", NULL, true}),
	},
	{
		.type = RR_TXT,
		.name = "TXT",
		PARTS({PART_STRINGS, "text"}),
	},
	{
		.type = RR_URI,
		.name = "URI",
		PARTS({PART_U16, "priority"}, {PART_U16, "weight"}, {PART_TEXT, "target"}),
		FIELDS({"priority", NULL, true}, {"weight", NULL, true}, {"target", NULL, true}),
	},
};

/* Types that are not in the table: libzscanner knows their presentation form, or RFC 3597's is used. */
static const struct rdata_form other = {.scanned = true, PARTS({PART_REST, "data"})};

/* Mnemonics of the IANA registry that libknot does not know: of types that are obsolete, experimental or
 * newer than it. Zone files have them still. */
static const struct {
	const char *name;
	uint16_t type;
} others[] = {
	{"MD", 3},	{"MF", 4},	   {"MB", 7},	     {"MG", 8},	      {"MR", 9},
	{"WKS", 11},	{"X25", 19},	   {"ISDN", 20},     {"NSAP", 22},    {"NSAP-PTR", 23},
	{"PX", 26},	{"GPOS", 27},	   {"NXT", 30},	     {"EID", 31},     {"NIMLOC", 32},
	{"ATMA", 34},	{"A6", 38},	   {"SINK", 40},     {"HIP", 55},     {"NINFO", 56},
	{"RKEY", 57},	{"TALINK", 58},	   {"DSYNC", 66},    {"HHIT", 67},    {"BRID", 68},
	{"UINFO", 100}, {"UID", 101},	   {"GID", 102},     {"UNSPEC", 103}, {"AVC", 258},
	{"DOA", 259},	{"AMTRELAY", 260}, {"RESINFO", 261}, {"WALLET", 262}, {"CLA", 263},
	{"IPN", 264},	{"TA", 32768},	   {"DLV", 32769},
};

/* octoDNS 0.x took DS for a key: four names, the values in today's order. */
static const struct rdata_field old_ds[] = {
	{"flags", NULL, true},
	{"protocol", NULL, true},
	{"algorithm", NULL, true},
	{"public_key", NULL, true},
};

const struct rdata_form *rdata_form(enum rr_type type)
{
	/* What most of a zone is made of. */
	if (type == RR_A)
		return &forms[0];
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (forms[i].type == type)
			return &forms[i];
	return &other;
}

/* OPT, the types of questions, and the reserved type 0 are in no zone (RFC 6895 section 3.1). */
static bool is_data(unsigned type)
{
	return type != 0 && type != KNOT_RRTYPE_OPT && (type < 128 || type > 255);
}

bool rr_type_parse(struct str text, enum rr_type *ret_type)
{
	char mnemonic[32];
	uint16_t type;

	if (text.len == 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		if (ascii_lower(text.ptr[0]) == ascii_lower(forms[i].name[0]) &&
		    str_eq_nocase(text, str_from(forms[i].name))) {
			*ret_type = forms[i].type;
			return true;
		}
	}
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		if (str_eq_nocase(text, str_from(others[i].name))) {
			*ret_type = (enum rr_type)others[i].type;
			return true;
		}
	}
	if (text.len == 0 || text.len >= sizeof(mnemonic) || memchr(text.ptr, '\0', text.len))
		return false;
	memcpy(mnemonic, text.ptr, text.len);
	mnemonic[text.len] = '\0';
	if (knot_rrtype_from_string(mnemonic, &type) != 0 || !is_data(type))
		return false;
	*ret_type = (enum rr_type)type;
	return true;
}

const char *rr_type_name(struct arena *arena, enum rr_type type)
{
	const struct rdata_form *form = rdata_form(type);
	char text[32];

	if (form->name != NULL)
		return form->name;
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (others[i].type == (unsigned)type)
			return others[i].name;
	if (knot_rrtype_to_string((uint16_t)type, text, sizeof(text)) > 0)
		return arena_copy(arena, text, strlen(text));
	return arena_printf(arena, "TYPE%u", (unsigned)type);
}

bool rr_type_exposes(enum rr_type type)
{
	switch ((unsigned)type) {
	case RR_A:
	case RR_AAAA:
	case RR_CNAME:
	case RR_DNAME:
	case RR_MX:
	case RR_SRV:
	case RR_SVCB:
	case RR_HTTPS:
		return true;
	default:
		return false;
	}
}

const char *const *rr_type_names(size_t *ret_count)
{
	static const char *const names[] = {
		"A",   "AAAA",	"CAA",	 "CNAME", "DNAME",	"DS",  "HTTPS",
		"LOC", "MX",	"NAPTR", "NS",	  "OPENPGPKEY", "PTR", "SOA",
		"SRV", "SSHFP", "SVCB",	 "TLSA",  "TXT",	"URI",
	};

	*ret_count = COUNT_OF(names);
	return names;
}

const struct rdata_field *rdata_fields(enum rr_type type, size_t *ret_count)
{
	const struct rdata_form *form = rdata_form(type);

	*ret_count = form->n_fields;
	return form->fields;
}

bool rdata_field_is_name(enum rr_type type, size_t index)
{
	const struct rdata_form *form = rdata_form(type);

	/* of types with names, the fields are the parts */
	return index < form->n_fields && form->n_fields == form->n_parts &&
	       (form->parts[index].kind == PART_NAME || form->parts[index].kind == PART_TARGET ||
		form->parts[index].kind == PART_TARGET_OR_NONE);
}

const struct rdata_field *rdata_fields_old(enum rr_type type, size_t *ret_count)
{
	*ret_count = type == RR_DS ? COUNT_OF(old_ds) : 0;
	return old_ds;
}

bool rr_seconds_parse(struct str text, uint32_t max, uint32_t *ret_seconds)
{
	static const struct {
		char unit;
		uint64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
	uint64_t total = 0, value;

	if (str_to_u64(text, max, &value)) {
		*ret_seconds = (uint32_t)value;
		return true;
	}
	for (size_t at = 0, start = 0; at < text.len; start = ++at) {
		uint64_t seconds = 0;

		while (at < text.len && ascii_is_digit(text.ptr[at]))
			at++;
		for (size_t i = 0; i < COUNT_OF(units) && at < text.len; i++)
			if (ascii_lower(text.ptr[at]) == units[i].unit)
				seconds = units[i].seconds;
		if (seconds == 0 ||
		    !str_to_u64(str_slice(text.ptr + start, at - start), UINT32_MAX, &value))
			return false;
		total += value * seconds;
		if (total > max)
			return false;
	}
	*ret_seconds = (uint32_t)total;
	return text.len > 0;
}
