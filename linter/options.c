/* options.c -- the command line: what was asked for. */
#include "options.h"

#include "base/work.h"
#include "engine/rule.h"
#include "option_table.h"
#include "source/limits.h"

#include <unistd.h>

#include "base/banned.h"

/* ---- words ------------------------------------------------------------------------------------- */

/* "unknown KIND `WORD`; did you mean `…`?" */
static enum status unknown_word(struct err *err, const char *kind, struct str word,
				const char *const *known, size_t count)
{
	const char *near = str_nearest(word, known, count);

	if (near == NULL)
		return err_set(err, "unknown %s `%.*s`", kind, STR_ARG(word));
	return err_set(err, "unknown %s `%.*s`; did you mean `%s`?", kind, STR_ARG(word), near);
}

/* The index of VALUE among COUNT words. */
static enum status parse_choice(const char *kind, const char *value, const char *const *words,
				size_t count, unsigned *ret_index, struct err *err)
{
	for (unsigned i = 0; i < count; i++)
		if (str_is(str_from(value), words[i])) {
			*ret_index = i;
			return OK;
		}
	return unknown_word(err, kind, str_from(value), words, count);
}

static const struct command *find_command(const char *word)
{
	size_t n;
	const struct command *commands = commands_all(&n);

	for (size_t i = 0; i < n; i++)
		if (str_is(str_from(word), commands[i].name))
			return &commands[i];
	return NULL;
}

static enum status unknown_command(const char *word, struct err *err)
{
	const char *names[COMMANDS];
	size_t n;
	const struct command *commands = commands_all(&n);

	for (size_t i = 0; i < n; i++)
		names[i] = commands[i].name;
	if (str_nearest(str_from(word), names, n) == NULL && access(word, F_OK) == 0)
		return err_set(err, "unknown command `%s`; did you mean `zonewarrant check %s`?",
			       word, word);
	return unknown_word(err, "command", str_from(word), names, n);
}

/* ---- values ------------------------------------------------------------------------------------ */

static bool is_rule_or_family(struct str word)
{
	size_t count;
	const char *const *families = rule_families(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(word, families[i]))
			return true;
	return rule_find(word) != NULL;
}

static enum status unknown_rule(struct arena *arena, const char *kind, struct str word,
				bool families_too, struct err *err)
{
	size_t n_rules, n_families;
	const struct rule *const *rules = rules_all(&n_rules);
	const char *const *families = rule_families(&n_families);
	const char **known = NEW_ARRAY(arena, const char *, n_rules + n_families);
	size_t n = 0;

	for (size_t i = 0; i < n_rules; i++)
		known[n++] = rules[i]->id;
	for (size_t i = 0; families_too && i < n_families; i++)
		known[n++] = families[i];
	return unknown_word(err, kind, word, known, n);
}

/* Adds the comma-separated rules of VALUE. */
static enum status parse_rules(struct arena *arena, const char *value, const char **list,
			       size_t *count, struct err *err)
{
	struct str rest = str_from(value), word;
	bool more;

	do {
		more = str_cut(&rest, ',', &word);
		word = str_trim(more ? word : rest);
		if (!is_rule_or_family(word))
			return unknown_rule(arena, "rule or family", word, true, err);
		if (*count == RULE_LIST_MAX)
			return err_set(err, "more than %d rules are listed", RULE_LIST_MAX);
		list[(*count)++] = arena_cstr(arena, word);
	} while (more);
	return OK;
}

/* The last report if it lacks that half, else a new one. */
static struct report_request *request_without(struct options *options, bool format)
{
	struct report_request *last;

	if (options->n_reports > 0) {
		last = &options->reports[options->n_reports - 1];
		if (format ? !last->has_format : !last->has_file)
			return last;
	}
	if (options->n_reports == REPORTS_MAX)
		return NULL;
	return &options->reports[options->n_reports++];
}

static enum status parse_format(struct options *options, const char *value,
				const char *const words[3], const enum report_format formats[3],
				struct err *err)
{
	struct report_request *request = request_without(options, true);
	unsigned chosen = 0;

	if (request == NULL)
		return err_set(err, "more than %d reports are asked for", REPORTS_MAX);
	TRY(parse_choice("format", value, words, 3, &chosen, err));
	request->format = formats[chosen];
	request->has_format = true;
	return OK;
}

/* One report of an answer or a proof. */
static enum status parse_answer_format(struct options *options, const char *value, struct err *err)
{
	static const char *const words[] = {"text", "json"};
	struct report_request *request = request_without(options, true);
	unsigned chosen = 0;

	if (request == NULL || options->n_reports > 1)
		return err_set(err, "`--format` stands twice");
	TRY(parse_choice("format", value, words, COUNT_OF(words), &chosen, err));
	request->format = chosen == 0 ? REPORT_TEXT : REPORT_JSON;
	request->has_format = true;
	return OK;
}

static enum status parse_output(struct options *options, const char *value, struct err *err)
{
	struct report_request *request = request_without(options, false);

	if (request == NULL)
		return err_set(err, "more than %d reports are asked for", REPORTS_MAX);
	if (value[0] == '\0')
		return err_set(err, "`--output` needs the name of a file");
	request->file = str_is(str_from(value), "-") ? NULL : value;
	request->has_file = true;
	return OK;
}

static enum status parse_now(struct options *options, const char *value, struct err *err)
{
	if (!date_parse(str_from(value), &options->run.now))
		return err_set(err, "`--now` needs a day, YYYY-MM-DD, not `%s`", value);
	options->has_now = true;
	return OK;
}

static enum status parse_jobs(struct options *options, const char *value, struct err *err)
{
	uint64_t jobs = 0;

	if (!str_to_u64(str_from(value), WORK_JOBS_MAX, &jobs) || jobs == 0)
		return err_set(err, "`--jobs` needs a number from 1 to %d, not `%s`", WORK_JOBS_MAX,
			       value);
	options->run.jobs = (unsigned)jobs;
	return OK;
}

static enum status parse_fail_on(struct options *options, const char *value, struct err *err)
{
	static const char *const words[] = {"info", "warning", "error"};
	static const enum severity severities[] = {SEV_INFO, SEV_WARNING, SEV_ERROR};
	unsigned chosen = 0;

	TRY(parse_choice("severity", value, words, COUNT_OF(words), &chosen, err));
	options->run.fail_on = severities[chosen];
	return OK;
}

static enum status parse_words(struct options *options, int id, const char *value, struct err *err)
{
	static const char *const colors[] = {"auto", "always", "never"};
	static const char *const tables[] = {"text", "json", "markdown"};
	static const char *const manuals[] = {"text", "man", "markdown"};
	static const char *const inputs[] = {"native", "zone", "certificate"};
	static const char *const exports[] = {"zones", "octodns", "json"};
	unsigned chosen = 0;

	switch (id) {
	case OPTION_COLOR:
		TRY(parse_choice("value of `--color`", value, colors, COUNT_OF(colors), &chosen,
				 err));
		options->color = (enum color_when)chosen;
		return OK;
	case OPTION_TABLE_FORMAT:
		TRY(parse_choice("format", value, tables, COUNT_OF(tables), &chosen, err));
		options->table = (enum table_format)chosen;
		return OK;
	case OPTION_MANUAL_FORMAT:
		TRY(parse_choice("format", value, manuals, COUNT_OF(manuals), &chosen, err));
		options->manual = (enum manual_format)chosen;
		return OK;
	case OPTION_STDIN_FORMAT:
		TRY(parse_choice("format", value, inputs, COUNT_OF(inputs), &chosen, err));
		options->run.stdin_format = inputs[chosen];
		return OK;
	case OPTION_TO:
		TRY(parse_choice("format", value, exports, COUNT_OF(exports), &chosen, err));
		options->export_to = (enum export_format)chosen;
		return OK;
	}
	BUG("an option that nobody reads");
}

/* Options that take no argument. */
static void set_flag(struct options *options, int id)
{
	switch (id) {
	case OPTION_QUIET:
		options->quiet = true;
		return;
	case OPTION_STATISTICS:
		options->statistics = true;
		return;
	case OPTION_TRACE:
		options->trace = true;
		return;
	case OPTION_UPSERT:
		options->plan.upsert = true;
		return;
	case OPTION_SNAPSHOT_SCRIPT:
		options->snapshot_script = true;
		return;
	case OPTION_HELP:
		options->help = true;
		return;
	case OPTION_VERSION:
		options->version = true;
		return;
	}
	BUG("an option that nobody reads");
}

static enum status parse_value(struct options *options, struct arena *arena,
			       const struct option *option, const char *value, struct err *err)
{
	static const char *const finding_words[] = {"text", "json", "sarif"};
	static const enum report_format finding_formats[] = {REPORT_TEXT, REPORT_JSON,
							     REPORT_SARIF};
	static const char *const diff_words[] = {"text", "json", "markdown"};
	static const enum report_format diff_formats[] = {REPORT_TEXT, REPORT_JSON,
							  REPORT_MARKDOWN};

	switch (option->id) {
	case OPTION_FORMAT:
		return parse_format(options, value, finding_words, finding_formats, err);
	case OPTION_DIFF_FORMAT:
		return parse_format(options, value, diff_words, diff_formats, err);
	case OPTION_ANSWER_FORMAT:
		return parse_answer_format(options, value, err);
	case OPTION_VIEW:
		options->query_view = value;
		return OK;
	case OPTION_PROJECT:
		options->project = value;
		return OK;
	case OPTION_BASE:
		options->run.base = value;
		return OK;
	case OPTION_PREVIOUS:
		options->run.previous = value;
		return OK;
	case OPTION_SNAPSHOT:
		options->run.snapshot = value;
		return OK;
	case OPTION_OUTPUT:
		return parse_output(options, value, err);
	case OPTION_SELECT:
		return parse_rules(arena, value, options->run.select, &options->run.n_select, err);
	case OPTION_IGNORE:
		return parse_rules(arena, value, options->run.ignore, &options->run.n_ignore, err);
	case OPTION_FAIL_ON:
		return parse_fail_on(options, value, err);
	case OPTION_NOW:
		return parse_now(options, value, err);
	case OPTION_JOBS:
		return parse_jobs(options, value, err);
	case OPTION_FOLDER:
		options->plan.folder = value;
		return OK;
	case OPTION_KEYS:
		options->plan.keys_folder = value;
		return OK;
	case OPTION_PASSPHRASE_FILE:
		options->plan.passphrase_file = value;
		return OK;
	case OPTION_SIGN_KEY:
		options->plan.sign_key = value;
		return OK;
	case OPTION_KEY:
		options->key = value;
		return OK;
	}
	return parse_words(options, option->id, value, err);
}

/* ---- the line ---------------------------------------------------------------------------------- */

struct line {
	struct options *options;
	struct arena *arena;
	char *const *words;
	size_t n, next;
	const char **operands;
	size_t n_operands;
	bool has_to;
};

static enum status unknown_option(const struct command *command, struct str name, struct err *err)
{
	const char *known[OPTIONS_MAX];
	const char *near;
	size_t n = 0, count;
	const struct option *options = options_all(&count);

	for (size_t i = 0; i < count && n < OPTIONS_MAX; i++)
		if (option_is_of(&options[i], command))
			known[n++] = options[i].name;
	near = str_nearest(name, known, n);
	if (near != NULL)
		return err_set(err, "unknown option `--%.*s`; did you mean `--%s`?", STR_ARG(name),
			       near);
	for (size_t i = 0; i < count; i++)
		if (str_is(name, options[i].name))
			return err_set(err, "the command `%s` has no option `--%.*s`",
				       command->name, STR_ARG(name));
	return err_set(err, "unknown option `--%.*s`", STR_ARG(name));
}

/* Takes the argument of an option: what stands behind it in the same word, or the next word. */
static enum status take_value(struct line *line, const struct option *option, const char *inside,
			      const char *shown, struct err *err)
{
	struct options *options = line->options;

	if (option->argument == NULL) {
		if (inside != NULL)
			return err_set(err, "`%s` takes no value", shown);
		set_flag(options, option->id);
		return OK;
	}
	if (inside == NULL && line->next == line->n)
		return err_set(err, "`%s` needs a value: %s", shown, option->argument);
	if (inside == NULL)
		inside = line->words[line->next++];
	if (option->id == OPTION_TO)
		line->has_to = true;
	return parse_value(options, line->arena, option, inside, err);
}

static enum status parse_long(struct line *line, const char *word, struct err *err)
{
	struct str rest = str_from(word + 2), name;
	bool has_value = str_cut(&rest, '=', &name);
	size_t count;
	const struct option *options = options_all(&count);

	if (!has_value)
		name = rest;
	for (size_t i = 0; i < count; i++) {
		const struct option *option = &options[i];

		if (str_is(name, option->name) && option_is_of(option, line->options->command))
			return take_value(line, option, has_value ? rest.ptr : NULL,
					  arena_printf(line->arena, "--%.*s", STR_ARG(name)), err);
	}
	return unknown_option(line->options->command, name, err);
}

static const struct option *find_letter(const struct command *command, char letter)
{
	size_t count;
	const struct option *options = options_all(&count);

	for (size_t i = 0; i < count; i++)
		if (options[i].letter == letter && option_is_of(&options[i], command))
			return &options[i];
	return NULL;
}

/* `-qj4`: flags may share one word, and the last may take the rest of it. */
static enum status parse_short(struct line *line, const char *word, struct err *err)
{
	for (const char *at = word + 1; *at != '\0'; at++) {
		const struct option *option = find_letter(line->options->command, *at);
		const char *shown = arena_printf(line->arena, "-%c", *at);

		if (option == NULL)
			return err_set(err, "unknown option `%s`", shown);
		if (option->argument != NULL)
			return take_value(line, option, at[1] == '\0' ? NULL : at + 1, shown, err);
		set_flag(line->options, option->id);
	}
	return OK;
}

static enum status parse_words_of_line(struct line *line, struct err *err)
{
	bool ended = false;

	while (line->next < line->n) {
		const char *word = line->words[line->next++];

		if (ended || word[0] != '-' || word[1] == '\0')
			line->operands[line->n_operands++] = word;
		else if (str_is(str_from(word), "--"))
			ended = true;
		else if (word[1] == '-')
			TRY(parse_long(line, word, err));
		else
			TRY(parse_short(line, word, err));
		/* Whoever asks for help gets it, whatever else is missing. */
		if (line->options->help || line->options->version)
			return OK;
	}
	return OK;
}

/* One report at most goes to standard output, and no file takes two. */
static enum status finish_reports(struct options *options, struct err *err)
{
	if (options->n_reports == 0)
		options->n_reports = 1;
	for (size_t i = 0; i < options->n_reports; i++)
		for (size_t j = 0; j < i; j++) {
			const char *a = options->reports[i].file, *b = options->reports[j].file;

			if (a == NULL && b == NULL)
				return err_set(err, "two reports go to standard output: give an "
						    "`--output` behind each `--format`");
			if (a != NULL && b != NULL && str_is(str_from(a), b))
				return err_set(err, "two reports go to `%s`", a);
		}
	return OK;
}

static enum status finish_paths(struct line *line, struct err *err)
{
	struct options *options = line->options;
	bool standard_input = false;

	options->run.paths = line->operands;
	options->run.n_paths = line->n_operands;
	for (size_t i = 0; i < line->n_operands; i++) {
		if (line->operands[i][0] == '\0')
			return err_set(err, "a PATH is empty");
		standard_input = standard_input || str_is(str_from(line->operands[i]), "-");
	}
	if (standard_input && line->n_operands > 1)
		return err_set(err, "standard input (`-`) is read alone, without another PATH");
	if (standard_input && options->run.stdin_format == NULL)
		return err_set(err, "standard input (`-`) needs `--stdin-format`");
	if (!standard_input && options->run.stdin_format != NULL)
		return err_set(err, "`--stdin-format` is for standard input, and no PATH is `-`");
	return finish_reports(options, err);
}

/* The operands are the question; what is asked is `--project`. */
static enum status finish_query(struct line *line, struct err *err)
{
	struct options *options = line->options;
	enum rr_type type;

	options->query_name = line->operands[0];
	options->query_type = line->n_operands > 1 ? line->operands[1] : "A";
	if (options->query_view == NULL)
		options->query_view = "public";
	if (!rr_type_parse(str_from(options->query_type), &type)) {
		size_t n;
		const char *const *known = rr_type_names(&n);

		return unknown_word(err, "type", str_from(options->query_type), known, n);
	}
	line->operands[0] = options->project;
	line->n_operands = options->project != NULL ? 1 : 0;
	return finish_paths(line, err);
}

static enum status finish_folder(struct line *line, struct err *err)
{
	const struct options *options = line->options;

	if (options->plan.folder == NULL || options->plan.folder[0] == '\0')
		return err_set(err, "`%s` needs `-o DIR`, the folder to write",
			       options->command->name);
	return finish_paths(line, err);
}

static enum status finish_export(struct line *line, struct err *err)
{
	const struct options *options = line->options;

	if (!line->has_to)
		return err_set(err, "`export` needs `--to`: `zones`, `octodns` or `json`");
	if (options->export_to != EXPORT_JSON) {
		if (options->reports[0].has_file)
			return err_set(err,
				       "`--output` is for `--to json`; name a folder with `-o`");
		return finish_folder(line, err);
	}
	if (options->plan.folder != NULL)
		return err_set(err, "`--to json` writes one file: name it with `--output`");
	return finish_paths(line, err);
}

/* The operands are what is compared; where the project is, is `--project`. */
static enum status finish_diff(struct line *line, struct err *err)
{
	struct options *options = line->options;

	options->diff_base = line->operands[0];
	options->diff_head = line->n_operands > 1 ? line->operands[1] : NULL;
	for (size_t i = 0; i < line->n_operands; i++)
		if (line->operands[i][0] == '\0' || str_is(str_from(line->operands[i]), "-"))
			return err_set(err,
				       "`diff` compares revisions, folders and files, not `%s`",
				       line->operands[i]);
	line->operands[0] = options->project;
	line->n_operands = options->project != NULL ? 1 : 0;
	return finish_paths(line, err);
}

/* The first operand is the bundle, the others are the project. */
static enum status finish_verify(struct line *line, struct err *err)
{
	struct options *options = line->options;

	if (options->n_reports > 1)
		return err_set(err, "`verify` writes one report");
	options->bundle = line->operands[0];
	for (size_t i = 0; i < line->n_operands; i++)
		if (line->operands[i][0] == '\0' || str_is(str_from(line->operands[i]), "-"))
			return err_set(err, "`verify` takes a bundle and paths, not `%s`",
				       line->operands[i]);
	line->operands++;
	line->n_operands--;
	return finish_paths(line, err);
}

static enum status finish_init(struct line *line, struct err *err)
{
	struct options *options = line->options;

	if (!options->snapshot_script)
		return err_set(err, "`init` needs `--snapshot-script`: it writes nothing else yet");
	if (options->n_reports > 1)
		return err_set(err, "`init` writes one script");
	options->run.rules = RULES_NONE;
	return finish_paths(line, err);
}

static enum status finish(struct line *line, struct err *err)
{
	struct options *options = line->options;
	const struct command *command = options->command;

	if (line->n_operands < command->min_operands)
		return err_set(err, "`%s` needs %s", command->name, command->operands);
	if (line->n_operands > command->max_operands)
		return err_set(err, "`%s` is one word too many for `%s`",
			       line->operands[command->max_operands], command->name);
	switch (command->id) {
	case COMMAND_EXPORT:
		return finish_export(line, err);
	case COMMAND_PLAN:
		if (options->run.base != NULL && options->run.previous != NULL)
			return err_set(err, "`--base` and `--previous` both say what was declared "
					    "before: give one");
		options->run.report_all = true;
		options->run.report_known = true;
		return finish_folder(line, err);
	case COMMAND_PROVE:
		if (options->n_reports > 1)
			return err_set(err, "`prove` writes one report");
		return finish_paths(line, err);
	case COMMAND_CHECK:
		TRY(finish_paths(line, err));
		if (options->run.base != NULL && options->run.stdin_format != NULL)
			return err_set(err, "standard input (`-`) has no `--base`");
		return OK;
	case COMMAND_QUERY:
		return finish_query(line, err);
	case COMMAND_DIFF:
		return finish_diff(line, err);
	case COMMAND_EXPLAIN:
		options->rule = rule_find(str_from(line->operands[0]));
		return options->rule != NULL
			       ? OK
			       : unknown_rule(line->arena, "rule", str_from(line->operands[0]),
					      false, err);
	case COMMAND_HELP:
		if (line->n_operands == 0)
			return OK;
		options->topic = find_command(line->operands[0]);
		return options->topic != NULL ? OK : unknown_command(line->operands[0], err);
	case COMMAND_VERIFY:
		return finish_verify(line, err);
	case COMMAND_INIT:
		return finish_init(line, err);
	case COMMAND_RULES:
		return OK;
	}
	BUG("a command that nobody finishes");
}

/* What stands before the command: nothing, --help or --version. */
static enum status parse_command(struct options *options, const char *word, struct err *err)
{
	if (word[0] != '-' || word[1] == '\0') {
		options->command = find_command(word);
		return options->command != NULL ? OK : unknown_command(word, err);
	}
	if (str_is(str_from(word), "--help") || str_is(str_from(word), "-h"))
		options->help = true;
	else if (str_is(str_from(word), "--version") || str_is(str_from(word), "-V"))
		options->version = true;
	else
		return err_set(err, "`%s` stands before the command; options stand behind it",
			       word);
	return OK;
}

enum status options_parse(struct options *options, struct arena *arena, int argc, char *const *argv,
			  struct err *err)
{
	struct line line = {.options = options, .arena = arena, .next = 2};

	*options = (struct options){.run = {.fail_on = SEV_ERROR, .jobs = work_cores()}};
	if (argc < 2)
		return err_set(err, "no command is given");
	TRY(parse_command(options, argv[1], err));
	if (options->command == NULL)
		return OK;
	line.words = argv;
	line.n = (size_t)argc;
	line.operands = NEW_ARRAY(arena, const char *, line.n);
	TRY(parse_words_of_line(&line, err));
	if (options->help || options->version)
		return OK;
	return finish(&line, err);
}
