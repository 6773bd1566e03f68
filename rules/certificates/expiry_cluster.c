/*
 * expiry_cluster.c -- many certificates of one owner, or of one authority, that end within a few days.
 *
 * What ACM renews by itself is nobody's work, and is not counted; nor is what has been renewed.
 */
#include "shared.h"

#include <stdlib.h>

#include "base/banned.h"

enum { COUNT = 10, DAYS = 7, SHOWN = 5 };

/* A certificate, and whose it is. */
struct ending {
	const char *group; /* "of the owner `x`" */
	const struct issued_certificate *issued;
};

struct endings {
	VEC(struct ending) items;
};

static int compare(const void *a, const void *b, void *context)
{
	const struct ending *x = a, *y = b;
	const struct check *ck = context;
	int order = strcmp(x->group, y->group);

	if (order == 0 && x->issued->not_after != y->issued->not_after)
		order = x->issued->not_after < y->issued->not_after ? -1 : 1;
	return order != 0 ? order
			  : span_compare(ck->model->sources, x->issued->content.at,
					 y->issued->content.at);
}

static void add(struct check *ck, struct endings *endings, const char *group,
		const struct issued_certificate *issued)
{
	*VEC_PUSH(ck->arena, &endings->items) = (struct ending){group, issued};
}

static void collect_endings(struct check *ck, struct endings *endings)
{
	for (size_t i = 0; i < ck->model->issued.n; i++) {
		const struct issued_certificate *issued = ck->model->issued.items[i];
		const struct certificate *declared = issued->declared;

		if (issued->same_as != NULL || issued->superseded_by != NULL ||
		    issued->is_authority || issued->renewed_by_acm ||
		    issued->not_after == TIME_UNKNOWN || issued_days_left(issued, ck->today) < 0)
			continue;
		if (declared != NULL && declared->owner.presence == KNOWN)
			add(ck, endings,
			    arena_printf(ck->arena, "of the owner `%.*s`",
					 STR_ARG(declared->owner.s)),
			    issued);
		else if (declared != NULL && declared->authority != NULL)
			add(ck, endings,
			    arena_printf(ck->arena, "of the authority `%.*s`",
					 STR_ARG(declared->authority->key.s)),
			    issued);
		else
			add(ck, endings,
			    arena_printf(ck->arena, "that `%s` has issued", issued->issuer),
			    issued);
	}
}

static void report_cluster(struct check *ck, const struct ending *first, size_t n)
{
	const struct issued_certificate *last = first[n - 1].issued;
	struct diag *d =
		report(ck, first->issued->content.at, "%zu certificates %s end from %s to %s", n,
		       first->group, show_day(ck, time_day(first->issued->not_after)),
		       show_day(ck, time_day(last->not_after)));

	about(ck, d, NULL, NULL,
	      arena_printf(ck->arena, "%s %s", first->group,
			   show_day(ck, time_day(first->issued->not_after))));
	for (size_t i = 1; i < n && i < SHOWN; i++)
		related(ck, d, first[i].issued->content.at, "`%s` ends on %s",
			first[i].issued->content.title,
			show_day(ck, time_day(first[i].issued->not_after)));
	help(ck, d, "renew some of them earlier, so that they end in different weeks");
}

/* From each end on, those within the days; what is in one cluster is in no other. */
static void check_group(struct check *ck, const struct ending *items, size_t n)
{
	uint64_t count = number_option(ck, "count", COUNT);
	uint64_t days = number_option(ck, "days", DAYS);

	for (size_t i = 0; i < n;) {
		size_t end = i + 1;

		while (end < n && (uint64_t)((int64_t)time_day(items[end].issued->not_after) -
					     time_day(items[i].issued->not_after)) < days)
			end++;
		if (end - i >= count && count > 0) {
			report_cluster(ck, &items[i], end - i);
			i = end;
		} else {
			i++;
		}
	}
}

static void check(struct check *ck)
{
	struct endings endings = {0};
	size_t n;

	check_number_option(ck, "count", COUNT);
	check_number_option(ck, "days", DAYS);
	collect_endings(ck, &endings);
	n = endings.items.n;
	if (n > 1)
		qsort_r(endings.items.items, n, sizeof(*endings.items.items), compare, ck);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && strcmp(endings.items.items[end].group,
						    endings.items.items[i].group) == 0;)
			end++;
		check_group(ck, &endings.items.items[i], end - i);
	}
}

static const char *const options[] = {"count", "days", NULL};

const struct rule rule_expiry_cluster = {
	.id = "expiry-cluster",
	.family = "certificates",
	.severity = SEV_WARNING,
	.options = options,
	.summary = "many certificates of one owner or authority that end within one week",
	.source = "NIST SP 1800-16B",
	.url = "https://csrc.nist.gov/pubs/sp/1800/16/final",
	.since = "0.1.0",
	.why = "What was issued on one day ends on one day, and is renewed on one day: then one "
	       "failed job, one authority that does not answer or one team on leave takes all of "
	       "it "
	       "down. Ten certificates within seven days are a cluster; `count` and `days` in the "
	       "policy set other numbers. What ACM renews by itself is not counted.",
	.fix = "Renew some of them before they are due, so that the ends lie in different weeks.",
	.decide = check,
};
