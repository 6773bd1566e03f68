/* fuzz_certificate.c -- any octets as a file of certificates: every place lies inside of the file, every text that
 * may be shown is printable ASCII, and what was read is linked and asked the questions that rules ask. */
#include "front/certificate.h"
#include "model/weak_rsa.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_inside(const struct source *source, struct span at)
{
	if (at.file != source->file || at.start > at.end || at.end > source->bytes.len)
		abort();
}

/* "…" stands where a text was cut. */
static void expect_shown(const char *text)
{
	struct str rest = str_from(text);

	if (str_ends(rest, "…"))
		rest.len -= strlen("…");
	for (size_t i = 0; i < rest.len; i++)
		if (rest.ptr[i] < ' ' || rest.ptr[i] > '~')
			abort();
}

static void walk_content(const struct source *source, const struct certificate_content *content)
{
	expect_inside(source, content->at);
	expect_shown(content->title);
	expect_shown(content->subject);
	expect_shown(content->key.title);
	for (size_t i = 0; i < content->n_common_names; i++)
		expect_shown(content->common_names[i].shown);
	for (size_t i = 0; i < content->n_names; i++)
		expect_shown(content->names[i].text.shown);
	for (size_t i = 0; i < content->n_addresses; i++)
		expect_shown(content->addresses[i].shown);
	if (content->key.modulus.ptr != NULL && content->key.bits <= 4096) {
		(void)weak_rsa_small_factor(content->key.modulus);
		(void)weak_rsa_fermat_round(content->key.modulus);
		(void)weak_rsa_is_roca(content->key.modulus);
		(void)weak_rsa_is_below_f4(content->key.exponent);
	}
}

static void walk_issued(const struct source *source, const struct issued_certificate *issued)
{
	walk_content(source, &issued->content);
	expect_shown(issued->issuer);
	expect_shown(issued->serial);
	if (issued->not_before != TIME_UNKNOWN && issued->not_after != TIME_UNKNOWN &&
	    issued->not_after >= issued->not_before && issued_validity_days(issued) <= 0)
		abort();
	if ((issued->issuer_link == ISSUER_FOUND) != (issued->issued_by != NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct sources sources = {.arena = &arena, .root_fd = -1};
	struct input input = {.path = STR("retail.pem"), .named = true};
	struct model model;

	arena_init(&arena);
	model_init(&model, &arena, &sources);
	input.sources = &sources;
	input.source = source_add(&sources, input.path,
				  arena_str(&arena, str_slice((const char *)data, size)));
	diag_list_init(&input.diags, &arena);
	(void)front_end_certificate.recognises(input.path, input.source->bytes);
	front_end_certificate.read(&input, &arena);
	certificate_collect(&model, &input, 1, &input.diags);
	certificate_link(&model, &input.diags);
	model_finish(&model);
	for (size_t i = 0; i < input.diags.diags.n; i++)
		expect_inside(input.source, input.diags.diags.items[i]->at);
	for (size_t i = 0; i < model.issued.n; i++)
		walk_issued(input.source, model.issued.items[i]);
	for (size_t i = 0; i < model.requests.n; i++)
		walk_content(input.source, &model.requests.items[i]->content);
	arena_free(&arena);
	return 0;
}
