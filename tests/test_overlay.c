/*
 * test_overlay.c -- the resolver over an overlay answers as over an index that is built anew of the changed
 * model: edits dealt by dice, all their states, every name near what changes, every type and view.
 */
#include "edit_deal.h"
#include "edits.h"
#include "index/overlay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

enum { EDITS = 100 };

static const enum rr_type types[] = {RR_A,  RR_AAAA, RR_TXT,   RR_MX, RR_CNAME,
				     RR_NS, RR_DS,   RR_DNAME, RR_SOA};

struct names {
	struct arena *arena;
	VEC(const struct dname *) items;
};

static void add_once(struct names *names, const struct dname *name)
{
	for (size_t i = 0; i < names->items.n; i++)
		if (dname_equal(names->items.items[i], name))
			return;
	*VEC_PUSH(names->arena, &names->items) = name;
}

static void add_names_at(struct names *names, const char *text)
{
	const struct dname *name;

	assert_int_equal(dname_parse(names->arena, str_from(text), NULL, &name), DNAME_OK);
	for (; name->labels > 0; name = dname_suffix(names->arena, name, 1)) {
		add_once(names, name);
		add_once(names, dname_prepend(names->arena, STR("other"), name));
		add_once(names, dname_prepend(names->arena, STR("x"),
					      dname_prepend(names->arena, STR("y"), name)));
	}
}

static void list_names(struct names *names, const struct edit *edit)
{
	for (unsigned i = 0; i < edit->n_records; i++)
		add_names_at(names, edit->records[i].owner);
	for (unsigned b = 0; b < edit->n_batches; b++)
		for (unsigned i = 0; i < edit->batches[b].n; i++)
			add_names_at(names, edit->batches[b].changes[i].record.owner);
}

/* The two models have records of their own: what they mean is compared. */
static void assert_same_rrset(const struct rrset *a, const struct rrset *b, const char *where)
{
	if ((a == NULL) != (b == NULL))
		fail_msg("%s: a record here and none there", where);
	if (a == NULL)
		return;
	if (a->type != b->type || !dname_equal(a->owner, b->owner) || a->n != b->n ||
	    (a->n > 0 && !rdata_equal(a->type, &a->rrs[0], &b->rrs[0])))
		fail_msg("%s: other records", where);
}

static void assert_same_answer(const struct answer *a, const struct answer *b, const char *where)
{
	if (a->kind != b->kind || a->n_steps != b->n_steps)
		fail_msg("%s: %d in %zu steps, and built anew %d in %zu", where, (int)a->kind,
			 a->n_steps, (int)b->kind, b->n_steps);
	if (!dname_equal(a->last, b->last))
		fail_msg("%s: kind %d, another last name after %zu steps", where, (int)a->kind,
			 a->n_steps);
	assert_same_rrset(a->rrset, b->rrset, where);
	for (size_t i = 0; i < a->n_steps; i++) {
		assert_int_equal(a->steps[i].kind, b->steps[i].kind);
		assert_int_equal(a->steps[i].wildcard, b->steps[i].wildcard);
		assert_true(dname_equal(a->steps[i].zone->name, b->steps[i].zone->name));
		assert_same_rrset(a->steps[i].rrset, b->steps[i].rrset, where);
	}
}

static void lay(struct overlay *overlay, const struct edit *edit, struct edit_models *models,
		struct arena *arena)
{
	struct overlay_association associations[EDIT_BATCHES];
	size_t n = 0;

	overlay_build(overlay, &models->before.index, &models->after.index, arena);
	for (unsigned b = 0; b < edit->n_batches; b++) {
		const struct step *step = models->steps[b];
		uint32_t event = overlay_event(overlay);

		if (step->kind != STEP_RECORDS) {
			overlay_zone(overlay, event, step->zone, step->kind == STEP_CREATE_ZONE);
			continue;
		}
		for (unsigned adds = 0; adds < 2; adds++)
			for (size_t i = 0; i < step->batches.items[0].n; i++) {
				const struct change *change = &step->batches.items[0].changes[i];

				if ((change->action == CHANGE_CREATE) == (adds == 1))
					overlay_change(overlay, event, step->zone, change->action,
						       change->rrset);
			}
	}
	overlay_bind(overlay, &models->before.views, &models->after.views, associations, n);
}

static void compare_state(struct overlay *overlay, const struct edit *edit,
			  struct edit_models *models, const struct names *names, unsigned state,
			  size_t *n_asked)
{
	struct edit_side *side;
	struct arena scratch;

	arena_init(&scratch);
	side = NEW(&scratch, struct edit_side);
	edit_build_side(edit, state, &models->policy, &scratch, side);
	for (unsigned b = 0; b < edit->n_batches; b++)
		overlay_set(overlay, b, (state & 1u << b) != 0 ? YES : NO);
	for (size_t i = 0; i < names->items.n; i++)
		for (size_t t = 0; t < COUNT_OF(types) * 3; t++) {
			static const char *const vpcs[] = {NULL, "vpc-1", "vpc-2"};
			const struct dname *name = names->items.items[i];
			const char *vpc = vpcs[t % 3];
			enum rr_type type = types[t / 3];
			const struct vpc_view *here = NULL, *there = NULL;
			struct view_answer a = {0}, b = {0};
			const char *where = arena_printf(
				&scratch, "%s %s in %s, state %x", dname_text(&scratch, name),
				rr_type_name(&scratch, type), vpc == NULL ? "public" : vpc, state);

			if (vpc != NULL) {
				here = views_vpc(&overlay->views, str_from(vpc));
				there = views_vpc(&side->views, str_from(vpc));
			}
			if (here != NULL && there != NULL) {
				resolve_in_vpc(&overlay->views, here, name, type, &scratch, &a);
				resolve_in_vpc(&side->views, there, name, type, &scratch, &b);
			} else {
				resolve_public(&overlay->index, name, type, &scratch, &a.answer);
				resolve_public(&side->index, name, type, &scratch, &b.answer);
			}
			assert_same_answer(&a.answer, &b.answer, where);
			++*n_asked;
		}
	assert_int_equal(overlay->touched, OVERLAY_NO_EVENT);
	arena_free(&scratch);
}

/* A zone's batches in their order, and none for a zone that does not exist. */
static bool is_state(const struct edit *edit, unsigned state)
{
	for (unsigned b = 0; b < edit->n_batches; b++)
		for (unsigned k = 0; k < b; k++)
			if ((state & 1u << b) != 0 && (state & 1u << k) == 0 &&
			    edit->batches[k].zone == edit->batches[b].zone)
				return false;
	return true;
}

static void test_states(void **state)
{
	size_t n_asked = 0, n_states = 0;

	(void)state;
	for (unsigned seed = 0; seed < EDITS; seed++) {
		struct edit_models *models;
		struct overlay overlay;
		struct names names = {0};
		struct edit *edit;
		struct arena arena;

		arena_init(&arena);
		edit = NEW(&arena, struct edit);
		models = NEW(&arena, struct edit_models);
		names.arena = &arena;
		if (seed % 2 == 0)
			edit_deal(edit, &arena, seed);
		else
			edit_scatter(edit, &arena, seed);
		edit_build(edit, &arena, models);
		lay(&overlay, edit, models, &arena);
		list_names(&names, edit);
		/* up and down, so that what is taken back is asked as well */
		for (unsigned at = 0; at < 2u << edit->n_batches; at++) {
			unsigned which = at ^ (at >> 1);

			if (which < 1u << edit->n_batches && is_state(edit, which)) {
				compare_state(&overlay, edit, models, &names, which, &n_asked);
				n_states++;
			}
		}
		arena_free(&arena);
	}
	print_message("%d edits, %zu states, %zu questions: the same as built anew\n", EDITS,
		      n_states, n_asked);
	assert_true(n_asked > 100000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
