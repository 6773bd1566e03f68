/*
 * told.h -- what who asks is told, in short, and whether two configurations tell the same.
 *
 * The two answers come from two models, so nothing is compared by address. Compared is what an answer
 * means to who asks: whether there are records, which values they have, and where a chain leads that
 * leaves the model. TTLs are no part of that (told_ttl_equal()), nor is the order of values, nor the
 * names between the first and the last of a chain: who asks for the CNAME is told those.
 */
#ifndef ZW_INDEX_TOLD_H
#define ZW_INDEX_TOLD_H

#include "index/view.h"

struct told {
	enum answer_kind kind;
	const struct rrset *rrset; /* answers at the end, or refers; NULL: none */
	const struct rrset *link;  /* the CNAME, DNAME or alias that leads on; NULL: no chain */
	const struct zone *zone;   /* asked last; NULL: none */
	const struct dname *last;  /* the last name of the chain; lives as long as the question's */
	const struct rrset
		*wildcard; /* the first record that a wildcard answered with; NULL: none */
	const struct rrset
		*shield; /* NODATA: what below alone makes the name exist; NULL: not so */
	const struct forwarding_rule *forwarded;
	const struct endpoint_service *service;
	bool inside; /* what the VPC binds answered, or sent on; false: public DNS did */
};

/* ANSWER to a question of TYPE in short; LAST of it is copied into ARENA. */
void told_of(const struct index *index, const struct view_answer *answer, enum rr_type type,
	     struct arena *arena, struct told *ret_told);

/* Whether the two mean the same to who asks. */
bool told_equal(const struct told *a, const struct told *b);

/* Whether the records that two equal answers end with have the same TTL, as far as it is known. */
bool told_ttl_equal(const struct told *a, const struct told *b);

/* Whether it gives the name away to who asks for TYPE: an address, or a chain that leads on, or a value
 * that is not known yet; rrset_exposes(). Not what only proves something, rrset_proves(). */
bool told_exposes(const struct model *model, const struct told *told, enum rr_type type);

/* Whether two record sets of one owner and type are written alike: values in any order, TTL, set. */
bool rrset_alike(const struct rrset *a, const struct rrset *b);

#endif
