/* snapshot_script.c -- a script that exports what exists, of all accounts and regions of an estate. */
#include "snapshot_script.h"

#include "base/shell.h"
#include "bundle.h"
#include "front/aws_export.h"
#include "index/plan.h"
#include "script_text.h"

#include <stdlib.h>

#include "base/banned.h"

enum { REGION_OCTETS_MAX = 32 };

struct regions {
	struct arena *arena;
	VEC(struct str) items;
};

/* "ap-southeast-2": it becomes a folder's name, too. */
static bool is_region(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !ascii_is_digit(c) && c != '-')
			return false;
	}
	return text.len > 0 && text.len <= REGION_OCTETS_MAX && text.ptr[0] != '-';
}

static void add_region(struct regions *regions, struct str region)
{
	if (!is_region(region))
		return;
	for (size_t i = 0; i < regions->items.n; i++)
		if (str_eq(regions->items.items[i], region))
			return;
	*VEC_PUSH(regions->arena, &regions->items) = region;
}

static void add_known(struct regions *regions, const struct text *region)
{
	if (region->presence == KNOWN)
		add_region(regions, region->s);
}

static void add_vpcs(struct regions *regions, const struct vpc *vpcs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_known(regions, &vpcs[i].region);
}

static void add_resources(struct regions *regions, const struct model *model,
			  const struct account *account)
{
	for (size_t i = 0; i < model->load_balancers.n; i++)
		if (model->load_balancers.items[i]->account == account)
			add_known(regions, &model->load_balancers.items[i]->region);
	for (size_t i = 0; i < model->endpoint_services.n; i++) {
		const struct endpoint_service *service = model->endpoint_services.items[i];

		if (service->account == account && service->load_balancer != NULL)
			add_known(regions, &service->load_balancer->region);
	}
	for (size_t i = 0; i < model->certificates.n; i++) {
		const struct certificate *certificate = model->certificates.items[i];

		if (certificate->account != account)
			continue;
		add_known(regions, &certificate->region);
		if (certificate->arn.presence == KNOWN)
			add_region(regions, aws_arn_part(certificate->arn.s, 3));
	}
}

static int compare_regions(const void *left, const void *right)
{
	return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

static void find_regions(struct regions *regions, const struct model *model,
			 const struct account *account)
{
	add_known(regions, &account->region);
	add_resources(regions, model, account);
	for (size_t i = 0; i < model->subdomains.n; i++)
		if (model->subdomains.items[i]->account == account)
			add_vpcs(regions, model->subdomains.items[i]->vpcs,
				 model->subdomains.items[i]->n_vpcs);
	for (size_t i = 0; i < model->zones.n; i++)
		if (model->zones.items[i]->account == account)
			add_vpcs(regions, model->zones.items[i]->vpcs,
				 model->zones.items[i]->n_vpcs);
	if (regions->items.n > 0)
		qsort(regions->items.items, regions->items.n, sizeof(struct str), compare_regions);
}

/* AWS has partitions that know nothing of one another; their regions say it (AWS General Reference,
 * "Amazon Resource Names"). */
static const char *partition_of(const struct regions *regions)
{
	if (regions->items.n > 0 && str_starts(regions->items.items[0], "cn-"))
		return "aws-cn";
	if (regions->items.n > 0 && str_starts(regions->items.items[0], "us-gov-"))
		return "aws-us-gov";
	return "aws";
}

static void put_word(struct buf *out, struct arena *arena, struct str text)
{
	buf_char(out, ' ');
	buf_text(out, shell_word(arena, text));
}

/* The folder of an account is its key, by which it is known again; its number where the key is no name for
 * a folder. */
static struct str folder_of(struct arena *arena, const struct account *account)
{
	const char *part = bundle_part(arena, account->key.s);

	if (str_is(account->key.s, part) || account->id.presence != KNOWN)
		return str_from(part);
	return account->id.s;
}

static void write_account(struct buf *out, struct arena *arena, const struct model *model,
			  const struct account *account)
{
	struct regions regions = {.arena = arena};

	find_regions(&regions, model, account);
	buf_text(out, "\taccount");
	put_word(out, arena, account->key.s);
	put_word(out, arena, account->id.presence == KNOWN ? account->id.s : STR(""));
	put_word(out, arena, folder_of(arena, account));
	put_word(out, arena, str_from(partition_of(&regions)));
	for (size_t i = 0; i < regions.items.n; i++)
		put_word(out, arena, regions.items.items[i]);
	buf_char(out, '\n');
}

static size_t write_accounts(struct buf *out, struct arena *arena, const struct model *model)
{
	size_t n = 0;

	for (size_t i = 0; i < model->accounts.n; i++) {
		if (!account_is_aws(model->accounts.items[i]))
			continue;
		write_account(out, arena, model, model->accounts.items[i]);
		n++;
	}
	return n;
}

bool snapshot_script_write(struct buf *out, const struct run *run)
{
	struct buf accounts CLEANUP(buf_free);
	struct str folder = STR("snapshot"), rest = script_snapshot();
	struct arena arena;
	bool any;

	arena_init(&arena);
	buf_init(&accounts, out->max);
	any = write_accounts(&accounts, &arena, &run->model) > 0;
	if (any) {
		if (run->snapshot.presence == KNOWN)
			folder = path_normal(&arena, run->snapshot.s);
		script_copy_until(out, &rest, "# @folder@");
		buf_printf(out, "output=%s\n", shell_word(&arena, folder));
		script_copy_until(out, &rest, "# @accounts@");
		buf_str(out, buf_view(&accounts));
		buf_str(out, rest);
	}
	arena_free(&arena);
	return any;
}
