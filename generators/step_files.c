/* step_files.c -- the bodies of a step's calls, their inverses, and step.json. */
#include "step_files.h"
#include "base/shell.h"
#include "change_batch.h"
#include "hosted_zone.h"
#include "report/markdown.h"
#include "resolver.h"
#include "source/limits.h"

#include "base/banned.h"

struct call_form {
	const char *service, *operation, *file;
	const char *rollback_operation; /* NULL: it has no inverse */
	const char *wait;
};

/* How the calls of each kind of step are named; the bodies of certificates lie beside steps/. */
static const struct call_form forms[] = {
	[STEP_CREATE_ZONE] = {"route53", "create-hosted-zone", "create-hosted-zone", NULL, NULL},
	[STEP_AUTHORIZE_VPC] = {"route53", "create-vpc-association-authorization", "authorize-vpc",
				"delete-vpc-association-authorization", NULL},
	[STEP_ASSOCIATE_VPC] = {"route53", "associate-vpc-with-hosted-zone", "associate-vpc",
				"disassociate-vpc-from-hosted-zone",
				"resource-record-sets-changed --id CHANGE_ID"},
	[STEP_DEAUTHORIZE_VPC] = {"route53", "delete-vpc-association-authorization",
				  "deauthorize-vpc", "create-vpc-association-authorization", NULL},
	[STEP_RECORDS] = {"route53", "change-resource-record-sets", "change",
			  "change-resource-record-sets",
			  "resource-record-sets-changed --id CHANGE_ID"},
	[STEP_REQUEST_CERTIFICATE] = {"acm", "request-certificate", NULL, NULL, NULL},
	[STEP_ISSUE_CERTIFICATE] = {"acm-pca", "issue-certificate", NULL, NULL,
				    "certificate-issued --certificate-authority-arn AUTHORITY_ARN "
				    "--certificate-arn CERTIFICATE_ARN"},
	[STEP_START_VERIFICATION] = {"ec2", "start-vpc-endpoint-service-private-dns-verification",
				     "start-verification", NULL, NULL},
	[STEP_CREATE_RESOLVER_RULE] = {"route53resolver", "create-resolver-rule",
				       "create-resolver-rule", NULL, NULL},
	[STEP_ASSOCIATE_RESOLVER_RULE] = {"route53resolver", "associate-resolver-rule",
					  "associate-resolver-rule", NULL, NULL},
	[STEP_DELETE_ZONE] = {"route53", "delete-hosted-zone", "delete-hosted-zone", NULL, NULL},
};

static bool changes_records(const struct step *step)
{
	return step->kind == STEP_RECORDS || step->kind == STEP_DELEGATE || step->kind == STEP_DS ||
	       step->kind == STEP_WILDCARDS || step->kind == STEP_PROOFS;
}

static bool takes_vpcs(const struct step *step)
{
	return step->kind == STEP_AUTHORIZE_VPC || step->kind == STEP_ASSOCIATE_VPC ||
	       step->kind == STEP_DEAUTHORIZE_VPC || step->kind == STEP_ASSOCIATE_RESOLVER_RULE;
}

const char *step_state_name(enum step_state state)
{
	static const char *const names[] = {"ready", "waiting", "pending"};

	return names[state];
}

const char *step_folder(struct arena *arena, const struct step *step)
{
	return arena_printf(arena, "steps/%s", bundle_part(arena, str_from(step->name)));
}

/* How many calls a step makes; the batches of proofs are not known, and will be one. */
static size_t count_calls(const struct step *step)
{
	if (step->kind == STEP_MAKE_REQUEST)
		return 0;
	if (changes_records(step) && step->kind != STEP_PROOFS)
		return step->batches.n;
	return takes_vpcs(step) ? step->vpcs.n : 1;
}

/* Whether request.h writes the bodies of its calls. */
static bool has_own_body(const struct step *step)
{
	return step->kind == STEP_REQUEST_CERTIFICATE || step->kind == STEP_ISSUE_CERTIFICATE;
}

/* Whether a call of the kind has one body only, and so needs no number. */
static bool is_single(const struct step *step)
{
	return !changes_records(step) && !takes_vpcs(step);
}

static const char *input_path(struct arena *arena, const struct step *step,
			      const struct call_form *form, size_t part)
{
	const char *folder = step_folder(arena, step);

	if (form->file == NULL)
		return step->request->body_path;
	if (step->state == STEP_PENDING)
		return arena_printf(arena, "%s/pending-%03zu.json", folder, part + 1);
	if (is_single(step))
		return arena_printf(arena, "%s/%s.json", folder, form->file);
	return arena_printf(arena, "%s/%s-%03zu.json", folder, form->file, part + 1);
}

static bool has_upsert(const struct step *step, size_t part)
{
	return changes_records(step) && part < step->batches.n && step->batches.items[part].n > 0 &&
	       step->batches.items[part].changes[0].action == CHANGE_UPSERT;
}

void step_calls(struct arena *arena, const struct step *step, struct step_calls *ret_calls)
{
	const struct call_form *form = &forms[changes_records(step) ? STEP_RECORDS : step->kind];
	size_t n = count_calls(step);

	*ret_calls = (struct step_calls){0};
	for (size_t i = 0; i < n; i++) {
		struct step_call *call = VEC_PUSH(arena, &ret_calls->items);

		*call = (struct step_call){
			.service = form->service,
			.operation = form->operation,
			.input = input_path(arena, step, form, i),
			.wait = form->wait,
			.part = i,
		};
		if (form->rollback_operation == NULL || step->state == STEP_PENDING ||
		    has_upsert(step, i))
			continue;
		call->rollback_operation = form->rollback_operation;
		call->rollback = arena_printf(arena, "%s/rollback-%03zu.json",
					      step_folder(arena, step), i + 1);
	}
}

static const char *command_line(struct arena *arena, const struct step *step, const char *service,
				const char *operation, const char *input)
{
	return arena_printf(arena, "aws %s %s%s%s --cli-input-json file://%s", service, operation,
			    step->region == NULL ? "" : " --region ",
			    step->region == NULL ? "" : shell_word(arena, str_from(step->region)),
			    input);
}

const char *step_command(struct arena *arena, const struct step *step, const struct step_call *call)
{
	return command_line(arena, step, call->service, call->operation, call->input);
}

/* ---- bodies ------------------------------------------------------------------------------------ */

static const char *zone_title(struct arena *arena, const struct step *step)
{
	return dname_text_bare(arena, step->zone->name);
}

/* A batch's comment has at most 256 characters, a name in presentation form up to 1,000. */
static const char *batch_comment(struct arena *arena, const struct step *step, size_t part,
				 enum batch_form form)
{
	return arena_printf(arena, "zonewarrant: %s%s for %.150s, batch %zu of %zu",
			    form == BATCH_INVERSE ? "undoes " : "", step_kind_name(step->kind),
			    zone_title(arena, step), part + 1, step->batches.n);
}

static const struct vpc *first_vpc(const struct step *step)
{
	return step->vpcs.n > 0 ? step->vpcs.items[0] : NULL;
}

static void write_batch(struct json *json, const struct step *step, size_t part,
			enum batch_form form, struct arena *arena)
{
	static const struct batch nothing = {0};
	bool known = part < step->batches.n;

	change_batch_write(json, step->zone, known ? &step->batches.items[part] : &nothing, form,
			   known ? batch_comment(arena, step, part, form)
				 : arena_printf(arena, "zonewarrant: %s for %.150s",
						step_kind_name(step->kind),
						zone_title(arena, step)),
			   arena);
}

static void write_body(struct json *json, const struct step *step, size_t part,
		       enum batch_form form, struct arena *arena)
{
	switch (step->kind) {
	case STEP_CREATE_ZONE:
		hosted_zone_create_write(json, step->zone, first_vpc(step), arena);
		break;
	case STEP_AUTHORIZE_VPC:
	case STEP_ASSOCIATE_VPC:
	case STEP_DEAUTHORIZE_VPC:
		hosted_zone_vpc_write(json, step->zone, step->vpcs.items[part], step->account);
		break;
	case STEP_RECORDS:
	case STEP_DELEGATE:
	case STEP_DS:
	case STEP_WILDCARDS:
	case STEP_PROOFS:
		write_batch(json, step, part, form, arena);
		break;
	case STEP_START_VERIFICATION:
		if (step->service->id.presence == KNOWN)
			json_put_str(json, "ServiceId", step->service->id.s);
		else
			json_put_null(json, "ServiceId");
		break;
	case STEP_CREATE_RESOLVER_RULE:
		resolver_rule_write(json, step->forwarding, arena);
		break;
	case STEP_ASSOCIATE_RESOLVER_RULE:
		resolver_association_write(json, step->forwarding, step->vpcs.items[part], arena);
		break;
	case STEP_DELETE_ZONE:
		json_put_str(json, "Id", step->zone->id.s);
		break;
	case STEP_MAKE_REQUEST:
	case STEP_REQUEST_CERTIFICATE:
	case STEP_ISSUE_CERTIFICATE:
		break; /* request.h writes them */
	}
}

void pending_write(struct json *json, const struct pending *pending)
{
	json_put_text(json, "value", pending->value);
	json_put_text(json, "reason", pending->reason);
	if (pending->export_command != NULL)
		json_put_text(json, "export", pending->export_command);
	if (pending->field != NULL)
		json_put_text(json, "field", pending->field);
	if (pending->setting != NULL)
		json_put_text(json, "setting", pending->setting);
}

static void write_pending_list(struct json *json, const struct step *step)
{
	json_open_array(json, "pending");
	for (size_t i = 0; i < step->pending.items.n; i++) {
		json_open_object(json, NULL);
		pending_write(json, step->pending.items.items[i]);
		json_end(json);
	}
	json_end(json);
}

static void add_body(struct bundle *bundle, const struct step *step, size_t part,
		     enum batch_form form, const char *path)
{
	struct buf out CLEANUP(buf_free);
	struct json json;

	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	json_open_object(&json, NULL);
	if (step->state == STEP_PENDING) {
		write_pending_list(&json, step);
		json_open_object(&json, "incomplete");
		write_body(&json, step, part, form, bundle->arena);
		json_end(&json);
	} else {
		write_body(&json, step, part, form, bundle->arena);
	}
	json_end(&json);
	bundle_add(bundle, path, buf_view(&out));
}

/* ---- step.json --------------------------------------------------------------------------------- */

static void string_or_null(struct json *json, const char *key, const char *value)
{
	if (value == NULL)
		json_put_null(json, key);
	else
		json_put_text(json, key, value);
}

static void write_account(struct json *json, const struct account *account)
{
	if (account == NULL) {
		json_put_null(json, "account");
		return;
	}
	json_open_object(json, "account");
	json_put_str(json, "name", account->key.s);
	if (account->id.presence == KNOWN)
		json_put_str(json, "id", account->id.s);
	else
		json_put_null(json, "id");
	json_end(json);
}

static void write_zone(struct json *json, const struct zone *zone, struct arena *arena)
{
	if (zone == NULL) {
		json_put_null(json, "zone");
		return;
	}
	json_open_object(json, "zone");
	json_put_text(json, "name", dname_text(arena, zone->name));
	json_put_text(json, "view", zone->view == VIEW_PUBLIC ? "public" : "private");
	if (zone->id.presence == KNOWN)
		json_put_str(json, "id", zone->id.s);
	else
		json_put_null(json, "id");
	json_end(json);
}

static void write_words(struct json *json, const struct step *step, const struct step_call *call,
			struct arena *arena)
{
	json_open_array(json, "command");
	json_put_text(json, NULL, "aws");
	json_put_text(json, NULL, call->service);
	json_put_text(json, NULL, call->operation);
	if (step->region != NULL) {
		json_put_text(json, NULL, "--region");
		json_put_text(json, NULL, step->region);
	}
	json_put_text(json, NULL, "--cli-input-json");
	json_put_text(json, NULL, arena_printf(arena, "file://%s", call->input));
	json_end(json);
}

static void write_call(struct json *json, const struct step *step, const struct step_call *call,
		       struct arena *arena)
{
	json_open_object(json, NULL);
	write_words(json, step, call, arena);
	json_put_text(json, "command_line", step_command(arena, step, call));
	json_put_text(json, "input", call->input);
	if (call->rollback != NULL) {
		json_put_text(json, "rollback", call->rollback);
		json_put_text(json, "rollback_command_line",
			      command_line(arena, step, call->service, call->rollback_operation,
					   call->rollback));
	}
	if (call->wait != NULL)
		json_put_text(json, "wait",
			      arena_printf(arena, "aws %s wait %s", call->service, call->wait));
	json_end(json);
}

static void write_calls(struct json *json, const struct step *step, const struct step_calls *calls,
			struct arena *arena)
{
	/* A pending step has no command: nobody is to run it by copying a line. */
	json_open_array(json, "calls");
	for (size_t i = 0; step->state != STEP_PENDING && i < calls->items.n; i++)
		write_call(json, step, &calls->items.items[i], arena);
	json_end(json);
}

static void write_files(struct json *json, const struct step *step, const struct step_calls *calls)
{
	json_open_array(json, "files");
	for (size_t i = 0; i < calls->items.n; i++) {
		if (calls->items.items[i].input != NULL)
			json_put_text(json, NULL, calls->items.items[i].input);
		if (calls->items.items[i].rollback != NULL)
			json_put_text(json, NULL, calls->items.items[i].rollback);
	}
	if (step->kind == STEP_MAKE_REQUEST && step->request->csr_path != NULL)
		json_put_text(json, NULL, step->request->csr_path);
	json_end(json);
}

static void write_step(struct json *json, const struct step *step, const struct step_calls *calls,
		       struct arena *arena)
{
	json_open_object(json, NULL);
	json_put_number(json, "step", step->number);
	json_put_text(json, "kind", step_kind_name(step->kind));
	json_put_text(json, "state", step_state_name(step->state));
	write_account(json, step->account);
	/* An account is a team's: its people approve what is done in it. */
	string_or_null(json, "team",
		       step->account == NULL ? NULL : arena_cstr(arena, step->account->key.s));
	string_or_null(json, "owner", step->owner);
	string_or_null(json, "region", step->region);
	write_zone(json, step->zone, arena);
	if (step->certificate != NULL)
		json_put_str(json, "certificate", step->certificate->key.s);
	if (step->service != NULL)
		json_put_str(json, "endpoint_service", step->service->key.s);
	if (step->forwarding != NULL)
		json_put_str(json, "forwarding", step->forwarding->domain.s);
	json_open_array(json, "waits_for");
	for (size_t i = 0; i < step->waits_for.n; i++)
		json_put_number(json, NULL, step->waits_for.items[i]->number);
	json_end(json);
	json_put_text(json, "before", step->before);
	json_put_text(json, "after", step->after);
	json_put_bool(json, "irreversible", step->irreversible);
	write_calls(json, step, calls, arena);
	write_files(json, step, calls);
	write_pending_list(json, step);
	json_end(json);
}

void step_files_add(struct bundle *bundle, const struct step *step)
{
	struct buf out CLEANUP(buf_free);
	struct step_calls calls;
	struct json json;

	step_calls(bundle->arena, step, &calls);
	for (size_t i = 0; i < calls.items.n; i++) {
		const struct step_call *call = &calls.items.items[i];

		if (!has_own_body(step))
			add_body(bundle, step, call->part, BATCH_FORWARD, call->input);
		if (call->rollback != NULL)
			add_body(bundle, step, call->part, BATCH_INVERSE, call->rollback);
	}
	buf_init(&out, LIMIT_OUTPUT);
	json_begin(&json, &out, JSON_PRETTY);
	write_step(&json, step, &calls, bundle->arena);
	bundle_add(bundle,
		   arena_printf(bundle->arena, "%s/step.json", step_folder(bundle->arena, step)),
		   buf_view(&out));
}
