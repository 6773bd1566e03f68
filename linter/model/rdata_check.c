/* rdata_check.c -- what wire rdata of each type must be. */
#include "model/rdata_form.h"

#include <string.h>

#include "base/banned.h"

/* Octets that a digest of each kind has; where none is given any length will do. */
struct digest_kind {
	unsigned number;
	size_t octets;
	const char *name;
};

/* RFC 6698 section 2.1.3. */
static const struct digest_kind tlsa_matchings[] = {{1, 32, "SHA-256"}, {2, 64, "SHA-512"}};

static enum status check_digest(const struct digest_kind *kinds, size_t n, unsigned number,
				const char *what, size_t octets, struct err *err)
{
	if (octets == 0)
		return err_set(err, "no %s", what);
	for (size_t i = 0; i < n; i++)
		if (kinds[i].number == number && kinds[i].octets != octets)
			return err_set(err,
				       "a %s %s has %zu octets (%zu hexadecimal digits), and this "
				       "has %zu",
				       kinds[i].name, what, kinds[i].octets, 2 * kinds[i].octets,
				       octets);
	return OK;
}

/* Whether the digest has its type's length is for ds-digest-length to say. */
static enum status check_ds(const uint8_t *wire, size_t len, struct err *err)
{
	if (wire[3] == 0)
		return err_set(err, "digest type 0 is reserved");
	return len > 4 ? OK : err_set(err, "no digest"); /* its length: rule ds-digest-length */
}

static enum status check_sshfp(const uint8_t *wire, size_t len, struct err *err)
{
	/* IANA "SSHFP RR Types for public key algorithms". */
	if (wire[0] == 0 || wire[0] == 5 || wire[0] > 6)
		return err_set(err,
			       "algorithm %u is none of 1 (RSA), 2 (DSA), 3 (ECDSA), 4 (Ed25519) "
			       "and 6 (Ed448)",
			       wire[0]);
	if (wire[1] != 1 && wire[1] != 2)
		return err_set(err, "fingerprint type %u is neither 1 (SHA-1) nor 2 (SHA-256)",
			       wire[1]);
	return len > 2 ? OK : err_set(err, "no fingerprint"); /* its length: rule sshfp-length */
}

/* RFC 6698 section 2.1; 255 is for private use in each of the three (section 7). */
static enum status check_tlsa(const uint8_t *wire, size_t len, struct err *err)
{
	static const struct {
		const char *what;
		unsigned max;
	} fields[] = {{"certificate usage", 3}, {"selector", 1}, {"matching type", 2}};

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (wire[i] > fields[i].max && wire[i] != 255)
			return err_set(err, "the %s is a number from 0 to %u, not %u",
				       fields[i].what, fields[i].max, wire[i]);
	return check_digest(tlsa_matchings, COUNT_OF(tlsa_matchings), wire[2], "association",
			    len - 3, err);
}

/* RFC 8659 section 4.1: a tag is ASCII letters and digits. */
static enum status check_caa(const uint8_t *wire, size_t len, struct err *err)
{
	size_t tag = wire[1];

	if (tag == 0)
		return err_set(err, "no tag");
	for (size_t i = 2; i < 2 + tag; i++)
		if (!ascii_is_alpha((char)wire[i]) && !ascii_is_digit((char)wire[i]))
			return err_set(err, "a tag is letters and digits, as `issue` and "
					    "`issuewild`");
	for (size_t i = 2 + tag; i < len; i++)
		if (wire[i] < ' ' || wire[i] >= 0x7f)
			return err_set(err, "a character that is not printable ASCII in the value");
	return OK;
}

enum status rdata_check_meaning(enum rr_type type, const uint8_t *wire, size_t len, struct err *err)
{
	switch ((unsigned)type) {
	case RR_DS:
		return check_ds(wire, len, err);
	case RR_SSHFP:
		return check_sshfp(wire, len, err);
	case RR_TLSA:
		return check_tlsa(wire, len, err);
	case RR_CAA:
		return check_caa(wire, len, err);
	default:
		return OK;
	}
}

static unsigned u16_at(const uint8_t *wire)
{
	return (unsigned)(wire[0] << 8 | wire[1]);
}

/* RFC 9460 section 7.1.1: protocol names, none of them empty. */
static bool alpn_is_sound(const uint8_t *value, size_t len)
{
	size_t at = 0;

	while (at < len) {
		if (value[at] == 0)
			return false;
		at += value[at] + 1u;
	}
	return len > 0 && at == len;
}

static bool has_param(const uint8_t *wire, size_t len, unsigned key)
{
	while (len > 0 && u16_at(wire) < key) {
		size_t whole = 4 + u16_at(wire + 2);

		wire += whole;
		len -= whole;
	}
	return len > 0 && u16_at(wire) == key;
}

/* RFC 9460 section 8: keys that rise, without 0 (itself), and all of them among the PARAMS. */
static bool mandatory_is_sound(const uint8_t *value, size_t len, const uint8_t *params, size_t all)
{
	unsigned last = 0;

	if (len == 0 || len % 2 != 0)
		return false;
	for (size_t at = 0; at < len; at += 2) {
		if (u16_at(value + at) <= last || !has_param(params, all, u16_at(value + at)))
			return false;
		last = u16_at(value + at);
	}
	return true;
}

/* The values of the keys that RFC 9460 section 14.3.2 lists, `mandatory` apart. */
static bool param_is_sound(unsigned key, const uint8_t *value, size_t len)
{
	switch (key) {
	case 1:
		return alpn_is_sound(value, len);
	case 2: /* no-default-alpn */
		return len == 0;
	case 3: /* port */
		return len == 2;
	case 4: /* ipv4hint */
		return len > 0 && len % 4 == 0;
	case 5: /* ech */
		return len > 0;
	case 6: /* ipv6hint */
		return len > 0 && len % 16 == 0;
	default:
		return true;
	}
}

/* RFC 9460 section 2.2: keys rise, and each value has the length that stands before it. */
bool rdata_params_are_sound(const uint8_t *params, size_t all)
{
	long last = -1;

	for (size_t at = 0; at < all;) {
		size_t value;

		if (all - at < 4 || (long)u16_at(params + at) <= last)
			return false;
		last = (long)u16_at(params + at);
		value = u16_at(params + at + 2);
		if (value > all - at - 4 || !param_is_sound((unsigned)last, params + at + 4, value))
			return false;
		at += 4 + value;
	}
	/* `mandatory` is the lowest key, so it stands first. */
	return all == 0 || u16_at(params) != 0 ||
	       mandatory_is_sound(params + 4, u16_at(params + 2), params, all);
}

/* One or more strings to the end. */
static bool strings_are_sound(const uint8_t *wire, size_t len)
{
	size_t at = 0;

	while (at < len)
		at += wire[at] + 1u;
	return len > 0 && at == len;
}

/* A name at the start of WIRE, lowered in place; 0 where there is none. */
static size_t take_name(struct arena *arena, enum part_kind kind, uint8_t *wire, size_t len,
			const struct dname **ret_target)
{
	const struct dname *name = dname_from_wire(arena, wire, len, NULL);

	if (name == NULL)
		return 0;
	memcpy(wire, name->wire, name->len);
	if (kind == PART_TARGET || (kind == PART_TARGET_OR_NONE && name->labels > 0))
		*ret_target = name;
	return name->len;
}

static bool is_to_the_end(enum part_kind kind)
{
	return kind == PART_STRINGS || kind == PART_TEXT || kind == PART_HEX ||
	       kind == PART_PARAMS || kind == PART_REST;
}

/* Octets of the part at the start of WIRE; false where it does not fit. */
static bool measure(struct arena *arena, enum part_kind kind, uint8_t *wire, size_t len,
		    size_t *ret_octets, const struct dname **ret_target)
{
	switch (kind) {
	case PART_U8:
		*ret_octets = 1;
		break;
	case PART_U16:
		*ret_octets = 2;
		break;
	case PART_U32:
	case PART_TIME:
	case PART_IPV4:
		*ret_octets = 4;
		break;
	case PART_IPV6:
	case PART_LOC:
		*ret_octets = 16;
		break;
	case PART_NAME:
	case PART_TARGET:
	case PART_TARGET_OR_NONE:
		*ret_octets = take_name(arena, kind, wire, len, ret_target);
		return *ret_octets > 0;
	case PART_STRING:
	case PART_TAG:
		*ret_octets = len == 0 ? 1 : wire[0] + 1u;
		break;
	case PART_STRINGS:
		*ret_octets = len;
		return strings_are_sound(wire, len);
	case PART_PARAMS:
		*ret_octets = len;
		return rdata_params_are_sound(wire, len);
	case PART_TEXT:
	case PART_HEX:
	case PART_REST:
		*ret_octets = len;
		break;
	}
	return *ret_octets <= len;
}

enum status rdata_check_wire(struct arena *arena, const struct rdata_form *form, uint8_t *wire,
			     size_t len, const struct dname **ret_target, struct err *err)
{
	const struct dname *target = NULL;
	size_t at = 0;

	for (size_t i = 0; i < form->n_parts; i++) {
		const struct rdata_part *part = &form->parts[i];
		size_t octets = 0;

		if (!measure(arena, part->kind, wire + at, len - at, &octets, &target))
			return err_set(err, "%zu octets of data without a whole %s", len,
				       part->what);
		at += octets;
		if (is_to_the_end(part->kind))
			break;
	}
	if (at != len)
		return err_set(err, "%zu octets of data, where the fields take %zu", len, at);
	TRY(rdata_check_meaning(form->type, wire, len, err));
	*ret_target = target;
	return OK;
}
