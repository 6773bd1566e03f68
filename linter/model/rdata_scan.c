/* rdata_scan.c -- presentation form by libzscanner, and back by libknot. */
#include "model/rdata_form.h"

#include <libknot/descriptor.h>
#include <libknot/errcode.h>
#include <libknot/rrset-dump.h>
#include <libzscanner/scanner.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* One scanner a thread: it has 206 KB, and making one for each value costs more than the value. */
static pthread_key_t scanner_key;
static pthread_once_t scanner_once = PTHREAD_ONCE_INIT;

static void free_scanner(void *scanner)
{
	zs_deinit(scanner);
	free(scanner);
}

static void make_key(void)
{
	if (pthread_key_create(&scanner_key, free_scanner) != 0)
		out_of_memory();
}

static void reset(zs_scanner_t *scanner)
{
	if (zs_init(scanner, ".", KNOT_CLASS_IN, 0) != 0)
		BUG("a scanner that cannot be made");
}

static zs_scanner_t *thread_scanner(void)
{
	zs_scanner_t *scanner;

	(void)pthread_once(&scanner_once, make_key);
	scanner = pthread_getspecific(scanner_key);
	if (scanner != NULL)
		return scanner;
	scanner = malloc(sizeof(*scanner));
	if (scanner == NULL || pthread_setspecific(scanner_key, scanner) != 0)
		out_of_memory();
	reset(scanner);
	return scanner;
}

/* What libzscanner would take as more than the value: a second record, a comment, lines joined. */
static enum status refuse_syntax(struct str text, struct err *err)
{
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return err_set(err, "a control character");
		if (c == '\\') {
			i++;
			if (i < text.len && (unsigned char)text.ptr[i] < ' ')
				return err_set(err, "a control character");
		} else if (c == '"') {
			quoted = !quoted;
		} else if (!quoted && (c == ';' || c == '(' || c == ')')) {
			return err_set(err, "a `%c` outside quotes", c);
		}
	}
	if (quoted)
		return err_set(err, "a quote that is not closed");
	return OK;
}

/* The reason in words of the program where libzscanner's own say little. */
static const char *reason(const struct rdata_form *form, int code)
{
	if (code == ZS_BAD_REST)
		return "more than the value has fields";
	if (code == ZS_CANNOT_TEXT_DATA)
		return "values of this type are written as `\\# length hexadecimal`";
	if (form->type == RR_LOC)
		return "a location has degrees to 90 or 180, minutes and seconds below 60 and "
		       "lengths in metres, as `51 30 0 N 0 7 0 W 10m`";
	return zs_strerror(code);
}

static void set_origin(zs_scanner_t *scanner, const struct dname *origin)
{
	scanner->zone_origin_length = origin == NULL ? 1 : origin->len;
	memcpy(scanner->zone_origin, origin == NULL ? (const uint8_t *)"" : origin->wire,
	       scanner->zone_origin_length);
}

enum status rdata_scan(struct arena *arena, const struct rdata_form *form, enum rr_type type,
		       struct str text, const struct dname *origin, uint8_t **ret_wire,
		       size_t *ret_len, struct err *err)
{
	zs_scanner_t *scanner = thread_scanner();
	struct buf line CLEANUP(buf_free);

	/* An octet of data takes four of text at most, `\DDD`. */
	buf_init(&line, 4 * RDATA_MAX + 64);
	TRY(refuse_syntax(text, err));
	buf_printf(&line, ". 0 IN TYPE%u ", (unsigned)type);
	buf_str(&line, text);
	buf_char(&line, '\n');
	if (line.too_big)
		return err_set(err, "more than %d octets of text", 4 * RDATA_MAX);
	set_origin(scanner, origin);
	if (zs_set_input_string(scanner, line.ptr, line.len) != 0 ||
	    zs_parse_record(scanner) != 0 || scanner->state != ZS_STATE_DATA) {
		const char *why = scanner->state == ZS_STATE_EOF
					  ? "no value"
					  : reason(form, scanner->error.code);

		/* After a fault the scanner is in the middle of things. */
		zs_deinit(scanner);
		reset(scanner);
		return err_set(err, "%s", why);
	}
	*ret_len = scanner->r_data_length;
	*ret_wire = (uint8_t *)arena_bytes(arena, *ret_len);
	memcpy(*ret_wire, scanner->r_data, *ret_len);
	return OK;
}

bool rdata_has_text_form(enum rr_type type)
{
	zs_scanner_t *scanner = thread_scanner();
	char line[64];
	int len = snprintf(line, sizeof(line), ". 0 IN TYPE%u x\n", (unsigned)type);
	bool can;

	set_origin(scanner, NULL);
	can = zs_set_input_string(scanner, line, (size_t)len) != 0 ||
	      zs_parse_record(scanner) != 0 || scanner->error.code != ZS_CANNOT_TEXT_DATA;
	zs_deinit(scanner);
	reset(scanner);
	return can;
}

/* A record of priority 1 at the root: what SvcParams stand behind. */
static const uint8_t params_prefix[] = {0, 1, 0};

enum status rdata_scan_params(struct arena *arena, struct str text, uint8_t **ret_wire,
			      size_t *ret_len, struct err *err)
{
	struct buf value CLEANUP(buf_free);
	uint8_t *wire;
	size_t len;

	buf_init(&value, 4 * RDATA_MAX);
	buf_text(&value, "1 . ");
	buf_str(&value, text);
	if (value.too_big)
		return err_set(err, "more than %d octets of text", 4 * RDATA_MAX);
	TRY(rdata_scan(arena, rdata_form(RR_SVCB), RR_SVCB, buf_view(&value), NULL, &wire, &len,
		       err));
	*ret_wire = wire + sizeof(params_prefix);
	*ret_len = len - sizeof(params_prefix);
	return OK;
}

bool rdata_dump_params(struct buf *out, const uint8_t *wire, size_t len)
{
	struct buf octets CLEANUP(buf_free), text CLEANUP(buf_free);

	buf_init(&octets, RDATA_MAX);
	buf_add(&octets, params_prefix, sizeof(params_prefix));
	buf_add(&octets, wire, len);
	buf_init(&text, SIZE_MAX / 2);
	if (octets.too_big || !rdata_dump(&text, RR_SVCB, (const uint8_t *)octets.ptr, octets.len))
		return false;
	buf_str(out, str_slice(text.ptr + strlen("1 . "), text.len - strlen("1 . ")));
	return true;
}

bool rdata_dump(struct buf *out, enum rr_type type, const uint8_t *wire, size_t len)
{
	knot_rrset_t rrset;
	size_t size = 1024;
	int written;

	knot_rrset_init(&rrset, (knot_dname_t *)"", (uint16_t)type, KNOT_CLASS_IN, 0);
	if (knot_rrset_add_rdata(&rrset, wire, (uint16_t)len, NULL) != KNOT_EOK)
		out_of_memory();
	do {
		char *text = malloc(size);

		if (text == NULL)
			out_of_memory();
		written = knot_rrset_txt_dump_data(&rrset, 0, text, size, &KNOT_DUMP_STYLE_DEFAULT);
		if (written >= 0)
			buf_add(out, text, (size_t)written);
		free(text);
		size *= 4;
		/* libknot says so too of what it cannot print at any size, as of an empty key. */
	} while (written == KNOT_ESPACE && size <= 8 * RDATA_MAX);
	knot_rdataset_clear(&rrset.rrs, NULL);
	return written >= 0;
}
