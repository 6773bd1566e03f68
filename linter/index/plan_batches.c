/* plan_batches.c -- changes in batches that Route 53 takes. */
#include "index/plan_build.h"

#include "model/existing.h"
#include "model/route53.h"

#include <stdlib.h>

#include "base/banned.h"

/* A value of the snapshot is as long as the service has it. */
static size_t value_length(struct buf *value, const struct rrset *rrset, size_t i)
{
	const struct str *verbatim = rrset_verbatim(rrset);

	if (verbatim != NULL)
		return verbatim[i].len;
	buf_clear(value);
	route53_value_print(value, rrset->type, &rrset->rrs[i]);
	return value->len;
}

static enum status measure(struct builder *b, const struct change *change, struct batch *size)
{
	const struct rrset *rrset = change->rrset;
	size_t times = change->action == CHANGE_UPSERT ? 2 : 1;
	struct buf value CLEANUP(buf_free);

	buf_init(&value, RDATA_MAX * 8);
	for (size_t i = 0; i < rrset->n; i++) {
		size_t length = value_length(&value, rrset, i);

		if (length > ROUTE53_VALUE_CHARACTERS)
			return err_set(b->err,
				       "a value of %s %s has %zu characters: Route 53 takes %d",
				       dname_text_bare(b->arena, rrset->owner),
				       rr_type_name(b->arena, rrset->type), length,
				       ROUTE53_VALUE_CHARACTERS);
		size->elements += times;
		size->characters += times * length;
	}
	size->n++;
	return OK;
}

static bool fits(const struct batch *a, const struct batch *b)
{
	return a->elements + b->elements <= ROUTE53_BATCH_ELEMENTS &&
	       a->characters + b->characters <= ROUTE53_BATCH_CHARACTERS &&
	       a->n + b->n <= ROUTE53_BATCH_CHANGES;
}

/* Where the changes of CHANGES[START]'s name end, or of its name and type. */
static size_t unit_end(const struct change *changes, size_t n, size_t start, bool whole_name)
{
	size_t end = start + 1;

	while (end < n && dname_equal(changes[end].rrset->owner, changes[start].rrset->owner) &&
	       (whole_name || changes[end].rrset->type == changes[start].rrset->type))
		end++;
	return end;
}

static enum status measure_unit(struct builder *b, const struct change *changes, size_t start,
				size_t end, struct batch *ret_size)
{
	struct batch size = {0};

	for (size_t i = start; i < end; i++)
		TRY(measure(b, &changes[i], &size));
	*ret_size = size;
	return OK;
}

static void close_batch(struct builder *b, struct step *step, struct batch *open)
{
	if (open->n > 0)
		*VEC_PUSH(b->arena, &step->batches) = *open;
	b->plan->n_changes += open->n;
	*open = (struct batch){.changes = open->changes + open->n};
}

static enum status too_large(struct builder *b, const struct change *change,
			     const struct batch *size, const char *what)
{
	return err_set(b->err,
		       "%s%s is too large for one request: %zu values and %zu characters as "
		       "Route 53 counts, of %d and %d",
		       dname_text_bare(b->arena, change->rrset->owner), what, size->elements,
		       size->characters, ROUTE53_BATCH_ELEMENTS, ROUTE53_BATCH_CHARACTERS);
}

/* Whether a CNAME takes the place of other record sets, or they its: in one batch, or never. */
static bool swaps_cname(const struct change *changes, size_t start, size_t end)
{
	bool cname = false, deletes = false;

	for (size_t i = start; i < end; i++) {
		cname = cname || changes[i].rrset->type == RR_CNAME;
		deletes = deletes || changes[i].action == CHANGE_DELETE;
	}
	return cname && deletes && end - start > 1;
}

static int compare_changes(const void *left, const void *right)
{
	const struct change *a = left, *b = right;
	int order = (a->order > b->order) - (a->order < b->order);

	if (order == 0)
		order = dname_compare(a->rrset->owner, b->rrset->owner);
	if (order == 0)
		order = (int)(a->action != CHANGE_DELETE) - (int)(b->action != CHANGE_DELETE);
	if (order == 0)
		order = (int)a->rrset->type - (int)b->rrset->type;
	if (order == 0)
		order = str_cmp(str_from(a->rrset->set_identifier),
				str_from(b->rrset->set_identifier));
	return order;
}

/* Of one name: types apart. */
static int compare_types(const void *left, const void *right)
{
	const struct change *a = left, *b = right;
	int order = (int)a->rrset->type - (int)b->rrset->type;

	return order != 0 ? order : compare_changes(left, right);
}

/* A name is kept whole where it fits a batch, a record set always. */
enum status plan_cut_batches(struct builder *b, struct step *step, struct change_list *list)
{
	static const struct batch empty = {0};
	struct change *changes = list->items.items;
	size_t n = list->items.n;
	struct batch open = {.changes = changes};

	qsort(changes, n, sizeof(struct change), compare_changes);
	for (size_t start = 0, end; start < n; start = end) {
		struct batch size;

		end = unit_end(changes, n, start, true);
		TRY(measure_unit(b, changes, start, end, &size));
		if (!fits(&empty, &size) && swaps_cname(changes, start, end))
			return too_large(b, &changes[start], &size,
					 ", where a CNAME comes or goes,");
		if (!fits(&empty, &size)) {
			qsort(&changes[start], end - start, sizeof(struct change), compare_types);
			end = unit_end(changes, n, start, false);
			TRY(measure_unit(b, changes, start, end, &size));
		}
		if (!fits(&empty, &size))
			return too_large(
				b, &changes[start], &size,
				arena_printf(b->arena, " %s",
					     rr_type_name(b->arena, changes[start].rrset->type)));
		if (!fits(&open, &size))
			close_batch(b, step, &open);
		open.n += size.n;
		open.elements += size.elements;
		open.characters += size.characters;
	}
	close_batch(b, step, &open);
	return OK;
}
