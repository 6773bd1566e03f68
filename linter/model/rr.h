/*
 * rr.h -- resource record types, rdata in wire form, and RRsets.
 *
 * rdata is kept as octets in wire form, names in it lower-cased and uncompressed (RFC 4034 section
 * 6.2), so that equal data are equal octets. TXT keeps its strings as they were written; two TXT
 * rdata of one meaning but other chunks are equal by rdata_equal().
 */
#ifndef ZW_MODEL_RR_H
#define ZW_MODEL_RR_H

#include "base/buf.h"
#include "model/dname.h"
#include "model/value.h"

/* IANA "Resource Record (RR) TYPEs". */
enum rr_type {
	RR_A = 1,	    /* RFC 1035 section 3.4.1 */
	RR_NS = 2,	    /* RFC 1035 section 3.3.11 */
	RR_CNAME = 5,	    /* RFC 1035 section 3.3.1 */
	RR_SOA = 6,	    /* RFC 1035 section 3.3.13 */
	RR_PTR = 12,	    /* RFC 1035 section 3.3.12 */
	RR_HINFO = 13,	    /* RFC 1035 section 3.3.2 */
	RR_MX = 15,	    /* RFC 1035 section 3.3.9 */
	RR_TXT = 16,	    /* RFC 1035 section 3.3.14 */
	RR_RP = 17,	    /* RFC 1183 section 2.2 */
	RR_AAAA = 28,	    /* RFC 3596 section 2.1 */
	RR_LOC = 29,	    /* RFC 1876 */
	RR_SRV = 33,	    /* RFC 2782 */
	RR_NAPTR = 35,	    /* RFC 3403 section 4.1 */
	RR_DNAME = 39,	    /* RFC 6672 section 2.1 */
	RR_DS = 43,	    /* RFC 4034 section 5 */
	RR_SSHFP = 44,	    /* RFC 4255 section 3.1 */
	RR_DNSKEY = 48,	    /* RFC 4034 section 2 */
	RR_TLSA = 52,	    /* RFC 6698 section 2.1 */
	RR_OPENPGPKEY = 61, /* RFC 7929 section 2.1 */
	RR_SVCB = 64,	    /* RFC 9460 section 2 */
	RR_HTTPS = 65,	    /* RFC 9460 section 9 */
	RR_SPF = 99,	    /* RFC 7208 section 3.1: obsolete */
	RR_URI = 256,	    /* RFC 7553 section 4 */
	RR_CAA = 257,	    /* RFC 8659 section 4.1 */
};

enum { RDATA_MAX = 65535 };

/* The type of a mnemonic in any case, or of `TYPEnnn` (RFC 3597 section 5); false where it is none. */
bool rr_type_parse(struct str text, enum rr_type *ret_type);
/* "A", "TYPE65280"; the text lives as long as the program for known types, in ARENA for others. */
const char *rr_type_name(struct arena *arena, enum rr_type type);
/* A, AAAA, and what leads a client to an address: CNAME, DNAME. MX, SRV, SVCB, HTTPS too: they name a
 * host that serves. */
bool rr_type_exposes(enum rr_type type);
/* Seconds to MAX in decimal, or numbers with units as every name server has them: `1w2d`, `1h30m`. */
bool rr_seconds_parse(struct str text, uint32_t max, uint32_t *ret_seconds);
/* The mnemonics that configuration may use, sorted, for "did you mean". */
const char *const *rr_type_names(size_t *ret_count);

struct rr {
	const uint8_t *rdata;
	/* The name that rdata points at: CNAME, NS, PTR, DNAME, MX, SRV, SVCB, HTTPS, NAPTR; NULL for
	 * other types, and where the root stands for "none" (RFC 7505, 2782, 9460, 3403). */
	const struct dname *target;
	struct span at; /* the value as written; of a derived one, what it derives from */
	uint16_t len;	/* octets of `rdata` */
	/* TXT and SPF that are written in quoted strings: octets of the first string over 255, which is
	 * none of DNS and is cut into two here (rule txt-chunk); 0: none is */
	uint16_t long_string;
};

struct load_balancer;
struct zone;

/* What a Route 53 alias record, or an API, leads to. */
enum target_kind {
	TARGET_NONE,
	TARGET_LOAD_BALANCER, /* an Elastic Load Balancer of the estate, by its logical name */
	TARGET_API_GATEWAY,   /* the regional domain name of a custom domain */
	TARGET_VPC_ENDPOINT,  /* the DNS name of an interface endpoint */
	TARGET_CLOUDFRONT,    /* the domain name of a distribution */
	TARGET_ADDRESS,	      /* IPv4 and IPv6 addresses */
	TARGET_NAME,	      /* any other name, by CNAME */
	TARGET_RECORD,	      /* another record of the same zone */
};

struct target {
	enum target_kind kind;
	struct span at;
	const struct load_balancer *load_balancer; /* NULL: not of that kind, or not declared */
	const struct dname *dns_name;		   /* NULL: not known yet */
	const char *hosted_zone_id; /* the alias target's own zone; NULL: not known */
	bool evaluate_health;
	bool health_missing; /* its source has to say it, and does not */
};

/* How Route 53 chooses among record sets of one name and type ("Choosing a routing policy" in the Amazon
 * Route 53 Developer Guide). A record set has one of them; what a source states beyond that is a fault that
 * rules find, hence a set. */
enum routing_policy {
	ROUTING_WEIGHTED = 1 << 0,
	ROUTING_LATENCY = 1 << 1,
	ROUTING_FAILOVER = 1 << 2,
	ROUTING_GEOLOCATION = 1 << 3,
	ROUTING_GEOPROXIMITY = 1 << 4,
	ROUTING_MULTIVALUE = 1 << 5,
	ROUTING_CIDR = 1 << 6,
};

/* The members of ResourceRecordSet in the API that have to do with it; absent ones are ABSENT. */
struct routing {
	unsigned policies; /* of enum routing_policy */
	struct number weight;
	struct text region;			     /* latency */
	struct text failover;			     /* PRIMARY | SECONDARY */
	struct text continent, country, subdivision; /* geolocation */
	struct text proximity_region, local_zone_group, latitude, longitude; /* geoproximity */
	struct number bias;
	struct flag multivalue;
	struct text collection, location; /* CIDR blocks */
	struct text health_check;
};

/* What becomes of a record set that exists (model/existing.h). */
enum fate {
	FATE_NONE,     /* it is not of a snapshot */
	FATE_DECLARED, /* it is declared, with these values or with others */
	FATE_REMOVED,  /* a plan deletes it */
	FATE_FOREIGN,  /* nobody declares it: it stays */
	FATE_SERVICE,  /* the SOA and the NS at the apex: Route 53 makes and keeps them */
};

struct rrset {
	const struct dname *owner;
	struct zone *zone;
	enum rr_type type;
	bool ttl_known; /* false: an alias has none, or it is not known */
	bool derived;
	bool partial;	    /* one of its values could not be read: there are more than `rrs` has */
	bool lenient;	    /* octoDNS `lenient: true` */
	bool observed;	    /* an export shows it: nobody wrote it */
	bool foreign;	    /* only the snapshot shows it, and it stays */
	enum fate fate;	    /* of one that the snapshot shows */
	size_t n_foreign;   /* of `rrs`, the last ones are of the snapshot alone, and stay */
	uint32_t ttl;	    /* seconds */
	struct span ttl_at; /* no place: by default */
	struct rr *rrs;	    /* empty for an alias, and where the values are pending */
	size_t n;
	struct target *alias;	    /* Route 53 alias record; NULL: none */
	const char *pending;	    /* the values are not known yet, for this reason; NULL: known */
	const char *set_identifier; /* of a routing policy; NULL: simple */
	const struct str *verbatim; /* observed: `rrs` as the export writes them; NULL: not */
	const struct routing *routing; /* NULL: simple routing without a health check */
	const struct origin *origin;
	struct span
		owner_at; /* the owner name as written; of a derived one, what it derives from */
	struct span at;	  /* the type as written; of a derived one, what it derives from */
};

/* ---- rdata ------------------------------------------------------------------------------------- */

/*
 * Reads one value in presentation form (RFC 1035 section 5.1) and makes wire rdata; types with a form
 * of their own (SOA, LOC, SVCB, HTTPS, DNSKEY, OPENPGPKEY and what is not in the table) by libzscanner.
 * Names without a final dot are taken as absolute. TXT and SPF take the text as one string that is cut
 * into chunks of 255 octets, unless it begins with a quote: then it is quoted strings as in a zone file,
 * and `long_string` of RET_RR says where one of them is too long.
 * `\# n hex` (RFC 3597) is read for every other type. FAILED, with the reason in ERR ("an IPv4 address is
 * four numbers from 0 to 255"), where it is not of its type.
 *
 * Here and in the functions below `at` of RET_RR is the caller's: it is neither read nor written.
 */
MUST_USE enum status rdata_parse(struct arena *arena, enum rr_type type, struct str text,
				 struct rr *ret_rr, struct err *err);

/* What is wrong with the first name in TEXT, a value that rdata_parse() has refused, that is none; DNAME_OK
 * where it is refused for something else. */
enum dname_fault rdata_name_fault(struct arena *arena, enum rr_type type, struct str text);

/*
 * The same in the syntax of a zone file (RFC 1035 section 5.1): names without a final dot are relative to
 * ORIGIN and `@` is ORIGIN itself; TXT and SPF are strings with or without quotes; `\# n hex` is read for
 * every type. TEXT is one line, without comments, parentheses, and blanks at its ends. With a NULL ORIGIN,
 * which stands for one that is not known, relative names are refused.
 */
MUST_USE enum status rdata_parse_in_zone(struct arena *arena, enum rr_type type, struct str text,
					 const struct dname *origin, struct rr *ret_rr,
					 struct err *err);

/* Whether values of TYPE can be read but as `\# n hex`: of obsolete and of very new types they cannot. */
bool rdata_has_text_form(enum rr_type type);

/* Takes wire rdata without compression (of a zone file, of an answer): names in it are lowered, and the
 * same is refused that rdata_parse() refuses. */
MUST_USE enum status rdata_from_wire(struct arena *arena, enum rr_type type, const uint8_t *wire,
				     size_t len, struct rr *ret_rr, struct err *err);

/* One field of a value that is written as a mapping (octoDNS): `preference: 10`. */
struct rdata_field {
	const char *key;
	const char *also; /* another key of the same meaning: `priority` for an MX; NULL: none */
	bool required;
};

/* The fields of TYPE in the order of its presentation form; an empty table where the type is written
 * as one text. */
const struct rdata_field *rdata_fields(enum rr_type type, size_t *ret_count);

/* An older spelling of the fields that octoDNS reads still, in the same order; an empty table where
 * there is none. Only DS has one, and its `algorithm` means another field than today's does: take it
 * for a mapping that has `flags` or `public_key`. */
const struct rdata_field *rdata_fields_old(enum rr_type type, size_t *ret_count);

/* Whether field INDEX of rdata_fields() is a domain name. */
bool rdata_field_is_name(enum rr_type type, size_t index);

/* Makes rdata of fields in the order of rdata_fields(); an absent one is the empty slice with a NULL
 * pointer. Strings are taken as they stand, without escapes; `svcparams` is in presentation form
 * (`alpn=h2,h3 port=443`). */
MUST_USE enum status rdata_from_fields(struct arena *arena, enum rr_type type,
				       const struct str *fields, struct rr *ret_rr,
				       struct err *err);

/* Octets of text that fit into TXT rdata in chunks of 255. */
enum { RDATA_TEXT_MAX = RDATA_MAX - RDATA_MAX / 256 - 1 };

/* TXT and SPF rdata of one text, cut into chunks of 255 octets. False, and nothing written, where it is
 * longer than RDATA_TEXT_MAX. */
bool rdata_from_text(struct arena *arena, struct str text, struct rr *ret_rr);

/* Presentation form as a zone file has it, names with their final dot, TXT in quoted chunks; types
 * that are not in the table as `\# n hex`. What it writes rdata_parse() reads as the same octets. */
void rdata_print(struct buf *out, enum rr_type type, const struct rr *rr);

/* The strings of TXT or SPF rdata joined (RFC 7208 section 3.3). */
struct str rdata_joined(struct arena *arena, const struct rr *rr);

/* Same octets; of TXT and SPF, same joined text. */
bool rdata_equal(enum rr_type type, const struct rr *a, const struct rr *b);

/* CAA: flags, tag as written (compare it without case) and value (RFC 8659 section 4.1); false where
 * rdata is malformed. All three are borrowed from RR. */
bool rdata_caa(const struct rr *rr, uint8_t *ret_flags, struct str *ret_tag, struct str *ret_value);

#endif
