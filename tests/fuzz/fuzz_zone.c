/* fuzz_zone.c -- any octets as a zone file: every place lies inside of the file, and what is taken is printed
 * and read again as the same octets. */
#include "front/front_end.h"
#include "front/zone_lexer.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A $GENERATE makes sixty thousand of one. */
enum { RRSETS_MAX = 500 };

static void expect_inside(const struct source *source, struct span at)
{
	if (at.file != 0 &&
	    (at.file != source->file || at.start > at.end || at.end > source->bytes.len))
		abort();
}

/* Words lie behind one another, and inside. */
static void walk_entries(struct arena *arena, const struct source *source)
{
	struct zone_lexer lexer = {
		.arena = arena, .octets = source->bytes.ptr, .len = (uint32_t)source->bytes.len};
	struct zone_entry entry = {0};

	while (zone_lexer_next(&lexer, &entry)) {
		uint32_t end = 0;

		if (entry.fault != NULL &&
		    (entry.fault_start > entry.fault_end || entry.fault_end > source->bytes.len))
			abort();
		if (entry.fault == NULL && entry.words.n == 0)
			abort();
		for (size_t i = 0; i < entry.words.n; i++) {
			const struct zone_word *word = &entry.words.items[i];

			if (word->start < end || word->end <= word->start ||
			    word->end > source->bytes.len)
				abort();
			end = word->end;
		}
	}
}

static void expect_round_trip(struct arena *arena, enum rr_type type, const struct rr *rr)
{
	struct buf text CLEANUP(buf_free);
	struct rr again;
	struct err err;

	buf_init(&text, 8 * RDATA_MAX);
	rdata_print(&text, type, rr);
	if (text.too_big ||
	    rdata_parse_in_zone(arena, type, buf_view(&text), NULL, &again, &err) != OK ||
	    !rdata_equal(type, rr, &again))
		abort();
}

static void walk_zone(struct arena *arena, const struct source *source, const struct zone *zone)
{
	for (size_t i = 0; i < zone->rrsets.n && i < RRSETS_MAX; i++) {
		const struct rrset *rrset = zone->rrsets.items[i];

		expect_inside(source, rrset->owner_at);
		expect_inside(source, rrset->at);
		expect_inside(source, rrset->ttl_at);
		if (!dname_is_within(rrset->owner, zone->name) ||
		    (rrset->n == 0 && rrset->pending == NULL))
			abort();
		for (size_t k = 0; k < rrset->n && k < RRSETS_MAX; k++) {
			expect_inside(source, rrset->rrs[k].at);
			expect_round_trip(arena, rrset->type, &rrset->rrs[k]);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct includes includes;
	struct input input = {.path = STR("example.com.zone"), .named = true};

	arena_init(&arena);
	includes_init(&includes, &sources, &arena);
	input.sources = &sources;
	input.includes = &includes;
	input.source = source_add(&sources, input.path,
				  arena_str(&arena, str_slice((const char *)data, size)));
	diag_list_init(&input.diags, &arena);
	(void)front_end_zone.recognises(STR(""), input.source->bytes);
	walk_entries(&arena, input.source);
	includes_know(&includes, input.source);
	front_end_zone.list_includes(&includes, input.source);
	front_end_zone.read(&input, &arena);
	for (size_t i = 0; i < input.diags.diags.n; i++)
		expect_inside(input.source, input.diags.diags.items[i]->at);
	for (size_t i = 0; i < input.zones.n; i++)
		walk_zone(&arena, input.source, input.zones.items[i]);
	arena_free(&arena);
	return 0;
}
