/*
 * soa_values.c -- an SOA record whose values are outside of what anybody recommends: a value is in range
 * where RFC 1912 or RIPE-203, which differ, has it.
 *
 * The serial is not looked at: any number is one, and which is the next is the transfer's business.
 */
#include "engine/rule.h"

#include <string.h>

#include "base/banned.h"

enum {
	REFRESH_MIN = 1200,   /* RFC 1912 section 2.2 */
	REFRESH_MAX = 86400,  /* RIPE-203 */
	EXPIRE_MIN = 604800,  /* Zonemaster, ZONE05; RFC 1912 has twice as much */
	EXPIRE_MAX = 3600000, /* RIPE-203 */
	MINIMUM_MAX = 86400,  /* RFC 2308 section 5 */
};

struct soa {
	struct str mailbox; /* the first label */
	uint32_t refresh, retry, expire, minimum;
};

static uint32_t number(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The front end has checked that all of it is there: two names and five numbers. */
static struct soa read_soa(const struct rr *rr)
{
	const uint8_t *at = rr->rdata, *numbers = rr->rdata + rr->len - 20;

	while (*at != 0)
		at += *at + 1;
	at++;
	return (struct soa){
		.mailbox = str_slice((const char *)at + 1, *at),
		.refresh = number(numbers + 4),
		.retry = number(numbers + 8),
		.expire = number(numbers + 12),
		.minimum = number(numbers + 16),
	};
}

static void add(struct buf *list, const char *fmt, ...) PRINTF(2, 3);

static void add(struct buf *list, const char *fmt, ...)
{
	va_list args;

	if (list->len > 0)
		buf_text(list, "; ");
	va_start(args, fmt);
	buf_vprintf(list, fmt, args);
	va_end(args);
}

static void list_faults(struct buf *list, const struct soa *soa)
{
	if (memchr(soa->mailbox.ptr, '@', soa->mailbox.len) != NULL)
		add(list, "the mailbox has an `@`, which is written as a dot");
	if (soa->refresh < REFRESH_MIN || soa->refresh > REFRESH_MAX)
		add(list, "refresh %u is not between 1200 (20 minutes) and 86400 (1 day)",
		    soa->refresh);
	if (soa->retry >= soa->refresh)
		add(list, "retry %u is not less than refresh %u", soa->retry, soa->refresh);
	if (soa->expire < EXPIRE_MIN || soa->expire > EXPIRE_MAX)
		add(list, "expire %u is not between 604800 (1 week) and 3600000 (41 days)",
		    soa->expire);
	if (soa->expire <= soa->refresh)
		add(list, "expire %u is not more than refresh %u", soa->expire, soa->refresh);
	if (soa->minimum > MINIMUM_MAX)
		add(list, "minimum %u is more than 86400 (1 day)", soa->minimum);
}

static void check_soa(struct check *ck, const struct rrset *rrset)
{
	struct buf list CLEANUP(buf_free);
	struct soa soa = read_soa(&rrset->rrs[0]);
	struct diag *d;

	buf_init(&list, 1024);
	list_faults(&list, &soa);
	if (list.len == 0)
		return;
	d = report(ck, rrset->rrs[0].at, "the SOA record of `%s`: %.*s", show(ck, rrset->owner),
		   STR_ARG(buf_view(&list)));
	about(ck, d, rrset->owner, rrset->zone, NULL);
	help(ck, d,
	     "values that fit most zones: refresh 7200, retry 3600, expire 1209600, minimum 3600");
}

static void check(struct check *ck, const struct rrset *rrset)
{
	if (rrset->type == RR_SOA && rrset->zone->master_file && rrset->n > 0 &&
	    rrset->rrs[0].len >= 22)
		check_soa(ck, rrset);
}

const struct rule rule_soa_values = {
	.id = "soa-values",
	.family = "records",
	.severity = SEV_INFO,
	.summary = "an SOA record with values out of the recommended range",
	.source = "RFC 1912, section 2.2; RIPE-203; RFC 2308, section 5",
	.url = "https://www.rfc-editor.org/rfc/rfc1912#section-2.2",
	.since = "0.1.0",
	.why = "The timers say how soon a secondary server learns of a change, how long it goes on "
	       "answering while the primary is away, and how long resolvers remember that a name "
	       "does not exist. An expire that is too short takes the zone off the net after a "
	       "weekend's outage; a minimum of more than a day keeps new names unseen for as long.",
	.fix = "Bring the values into the range that the message says. Servers that notify one "
	       "another can do with a long refresh.",
	.check_rrset = check,
};
