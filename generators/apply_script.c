/* apply_script.c -- apply.sh in the bundle: the steps of the plan, in the words of the script. */
#include "apply_script.h"

#include "base/shell.h"
#include "script_text.h"
#include "source/limits.h"
#include "step_files.h"

#include "base/banned.h"

struct script {
	struct buf out;
	struct arena *arena;
};

/* Another word of the command, quoted; NULL is the empty one. */
static void put_word(struct script *script, const char *text)
{
	buf_char(&script->out, ' ');
	buf_text(&script->out, shell_word(script->arena, str_from(text)));
}

static const char *subject(struct script *script, const struct step *step)
{
	if (step->certificate != NULL)
		return arena_cstr(script->arena, step->certificate->key.s);
	if (step->service != NULL)
		return arena_cstr(script->arena, step->service->key.s);
	if (step->forwarding != NULL)
		return arena_cstr(script->arena, step->forwarding->domain.s);
	if (step->zone == NULL)
		return "";
	return arena_printf(script->arena, "%s (%s)",
			    dname_text_bare(script->arena, step->zone->name),
			    step->zone->view == VIEW_PUBLIC ? "public" : "private");
}

/* The numbers as one word: digits and blanks alone. */
static void put_waits_for(struct script *script, const struct step *step)
{
	buf_text(&script->out, " '");
	for (size_t i = 0; i < step->waits_for.n; i++)
		buf_printf(&script->out, "%s%u", i == 0 ? "" : " ",
			   step->waits_for.items[i]->number);
	buf_char(&script->out, '\'');
}

static void write_head(struct script *script, const struct step *step)
{
	const struct account *account = step->account;

	buf_printf(&script->out, "\tstep %u %s", step->number, step_state_name(step->state));
	put_word(script, account == NULL ? NULL : arena_cstr(script->arena, account->key.s));
	put_word(script, account == NULL || account->id.presence != KNOWN
				 ? NULL
				 : arena_cstr(script->arena, account->id.s));
	put_word(script, step_kind_name(step->kind));
	put_word(script, subject(script, step));
	put_word(script, step_folder(script->arena, step));
	put_word(script, step->irreversible ? "1" : NULL);
	put_waits_for(script, step);
	put_word(script, step->before);
	put_word(script, step->after);
	buf_char(&script->out, '\n');
}

static const char *count(struct script *script, const struct step *step, size_t part)
{
	size_t n = part < step->batches.n ? step->batches.items[part].n : 0;

	return n == 0 ? NULL
		      : arena_printf(script->arena, "%zu record set%s", n, n == 1 ? "" : "s");
}

static void write_call(struct script *script, const struct step *step, const struct step_call *call)
{
	buf_printf(&script->out, "\tcall %zu", call->part + 1);
	put_word(script, call->service);
	put_word(script, call->operation);
	/* a region is of letters, digits and `-`; whatever else stands there may not be read as two fields */
	put_word(script,
		 step->region == NULL ? NULL : bundle_part(script->arena, str_from(step->region)));
	put_word(script, call->input);
	put_word(script, call->rollback_operation);
	put_word(script, call->rollback);
	put_word(script, call->wait);
	put_word(script, count(script, step, call->part));
	buf_char(&script->out, '\n');
}

static void write_missing(struct script *script, const struct pending *pending)
{
	const char *from = pending->reason;

	if (pending->export_command != NULL)
		from = arena_printf(script->arena, "%s; %s says it", from, pending->export_command);
	if (pending->setting != NULL)
		from = arena_printf(script->arena, "%s; write it at %s", from, pending->setting);
	buf_text(&script->out, "\tmissing");
	put_word(script, pending->value);
	put_word(script, from);
	buf_char(&script->out, '\n');
}

static void write_step(struct script *script, const struct step *step)
{
	struct step_calls calls;

	write_head(script, step);
	step_calls(script->arena, step, &calls);
	for (size_t i = 0; step->state != STEP_PENDING && i < calls.items.n; i++)
		write_call(script, step, &calls.items.items[i]);
	for (size_t i = 0; i < step->pending.items.n; i++)
		write_missing(script, step->pending.items.items[i]);
	buf_text(&script->out, "\tend\n");
}

void apply_script_add(struct bundle *bundle, const struct plan *plan)
{
	struct script script = {.arena = bundle->arena};
	struct str rest = script_apply();

	buf_init(&script.out, LIMIT_OUTPUT);
	script_copy_until(&script.out, &rest, "# @files@");
	buf_printf(&script.out, "files=%zu\n", bundle->files.n + 1); /* with this one */
	script_copy_until(&script.out, &rest, "# @steps@");
	if (plan->steps.n == 0)
		buf_text(&script.out, "\t:\n");
	for (size_t i = 0; i < plan->steps.n; i++)
		write_step(&script, plan->steps.items[i]);
	buf_str(&script.out, rest);
	bundle_add(bundle, "apply.sh", buf_view(&script.out));
	buf_free(&script.out);
}
