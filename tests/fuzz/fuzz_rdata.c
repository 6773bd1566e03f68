/* fuzz_rdata.c -- any octets as a record's value: the first two are its type, a blank before the rest
 * makes it wire form. What is taken is printed, and read again as the same octets. */
#include "model/rr.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_round_trip(struct arena *arena, enum rr_type type, const struct rr *rr)
{
	struct buf text CLEANUP(buf_free);
	struct rr again;
	struct err err;

	buf_init(&text, 8 * RDATA_MAX);
	rdata_print(&text, type, rr);
	if (text.too_big || rdata_parse(arena, type, buf_view(&text), &again, &err) != OK ||
	    !rdata_equal(type, rr, &again))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct rr rr;
	struct err err;
	enum rr_type type;
	struct str text;
	enum status status;

	if (size < 3)
		return 0;
	arena_init(&arena);
	type = (enum rr_type)(data[0] << 8 | data[1]);
	text = str_slice((const char *)data + 2, size - 2);
	if (text.ptr[0] == ' ')
		status = rdata_from_wire(&arena, type, data + 3, size - 3, &rr, &err);
	else
		status = rdata_parse(&arena, type, text, &rr, &err);
	if (status == OK)
		expect_round_trip(&arena, type, &rr);
	arena_free(&arena);
	return 0;
}
