/* issued.c -- questions about certificates that were issued. */
#include "model/issued.h"

#include "base/buf.h"

#include "base/banned.h"

date time_day(int64_t time)
{
	int64_t day = time / SECONDS_A_DAY;

	return (date)(time % SECONDS_A_DAY < 0 ? day - 1 : day);
}

int64_t issued_days_left(const struct issued_certificate *certificate, date today)
{
	return (int64_t)time_day(certificate->not_after) - today;
}

int64_t issued_validity_days(const struct issued_certificate *certificate)
{
	int64_t seconds = certificate->not_after - certificate->not_before + 1;

	return seconds <= 0 ? 0 : (seconds + SECONDS_A_DAY - 1) / SECONDS_A_DAY;
}

const char *octets_shown(struct arena *arena, struct str text, size_t max)
{
	struct buf out CLEANUP(buf_free);

	buf_init(&out, max * 4 + 16);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (i == max) {
			buf_text(&out, "…");
			break;
		}
		if (c >= ' ' && c <= '~' && c != '\\' && c != '`')
			buf_char(&out, c);
		else
			buf_printf(&out, "\\%03u", (unsigned)(unsigned char)c);
	}
	return arena_copy(arena, out.len == 0 ? "" : out.ptr, out.len);
}

bool issued_is_later(const struct issued_certificate *a, const struct issued_certificate *b)
{
	if (a->not_before != b->not_before)
		return a->not_before > b->not_before;
	return a->not_after > b->not_after;
}
