/*
 * route53.h -- names and values as the API of Route 53 writes them ("DNS domain name format" and
 * "Supported DNS record types" in the Amazon Route 53 Developer Guide).
 *
 * They differ from zone files: an octet that must be escaped is `\ooo` in octal, not `\DDD` in
 * decimal, and every TXT and CAA text stands in double quotes. Route 53 gives names back in lower
 * case, with the final dot, and with everything but a-z 0-9 - _ escaped; so are they written here,
 * except that a `*` stays `*` where it is the leftmost label, which means the same.
 */
#ifndef ZW_MODEL_ROUTE53_H
#define ZW_MODEL_ROUTE53_H

#include "model/rr.h"

/* Limits of the service ("Quotas" in the same guide; the API reference of
 * ChangeResourceRecordSets). */
enum {
	ROUTE53_BATCH_ELEMENTS =
		1000, /* ResourceRecord elements of a request; UPSERT counts twice */
	ROUTE53_BATCH_CHARACTERS = 32000, /* of all Value texts of a request; UPSERT counts twice */
	ROUTE53_BATCH_CHANGES =
		1000, /* no limit of the service: alias records count for nothing there */
	ROUTE53_VALUE_CHARACTERS = 4000, /* of one Value */
	ROUTE53_RRSET_VALUES = 400,	 /* values of one record set */
	ROUTE53_TEXT_CHARACTERS = 255,	 /* of one quoted string of a TXT */
};

/* Whether Route 53 keeps records of that type (the enumeration RRType of its API). */
bool route53_has_type(enum rr_type type);

/* Whether NAME is a name server of Route 53: ns-<number>.awsdns-<number>.com, .net, .org or .co.uk. */
bool route53_is_name_server(const struct dname *name);
/* Whether NAME is one of the four placeholders that stand at the apex of every private hosted zone and answer
 * nobody ("Working with private hosted zones" in the Developer Guide). */
bool route53_is_placeholder(const struct dname *name);

/* "www.example.com.", "*.example.com.", "a\056b.example.com." */
void route53_name_print(struct buf *out, const struct dname *name);
/* The same in the arena. */
const char *route53_name(struct arena *arena, const struct dname *name);

/*
 * Reads a name as the API gives it: `\ooo` is octal, the final dot may be missing. An octet over 0x7f
 * and a blank count as escaped, as Route 53 takes them for themselves.
 */
MUST_USE enum dname_fault route53_name_parse(struct arena *arena, struct str text,
					     const struct dname **ret_name);

/* Reads the Value of one ResourceRecord: octal escapes, and quoted strings for TXT and SPF. FAILED, with
 * the reason in ERR, where it is not of its type. `at` of RET_RR is the caller's. */
MUST_USE enum status route53_value_parse(struct arena *arena, enum rr_type type, struct str text,
					 struct rr *ret_rr, struct err *err);

/* The text of one ResourceRecord's Value. */
void route53_value_print(struct buf *out, enum rr_type type, const struct rr *rr);
/* The same in the arena. */
const char *route53_value(struct arena *arena, enum rr_type type, const struct rr *rr);

/* TEXT in double quotes, in chunks of at most 255 characters, the escapes counted as written. */
void route53_text_print(struct buf *out, struct str text);

#endif
