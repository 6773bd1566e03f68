/* manual.c -- the help, the man page and docs/cli.md, from the tables of options.h. */
#include "manual.h"

#include "report/wrap.h"

#include "base/banned.h"

enum { COMMAND_COLUMN = 12, OPTION_COLUMN = 30, SENTENCE_SIZE = 512 };

#define SUMMARY "linter and planner for a company's DNS and certificates"

static const char *const program_paragraphs[] = {
	"Reads the configuration of a company's DNS zones and certificates as one, finds what is "
	"wrong "
	"before it is applied, and writes the bundle that the apply stage takes. It reads nothing "
	"from "
	"the network and applies nothing itself.",
	NULL,
};

static const struct {
	const char *status, *meaning;
} statuses[] = {
	{"0", "The work was done, and no finding reaches `--fail-on`."},
	{"1",
	 "Findings reach `--fail-on`; `plan` then writes nothing. A source that cannot be read or "
	 "parsed is such a finding, and `export` then writes nothing either. `verify` found a "
	 "difference."},
	{"2", "A wrong command line; no such PATH or revision; no source matched; the project file "
	      "is unreadable or "
	      "invalid; the output folder exists or cannot be written."},
	{"3",
	 "zonewarrant failed: out of memory, a full disk, a fault of its own. Partial output was "
	 "removed."},
};

static const struct {
	const char *name, *meaning;
} variables[] = {
	{"NO_COLOR", "Where it is set and not empty, `--color auto` means `never`."},
	{"TERM", "Where it is `dumb`, `--color auto` means `never`."},
};

/* TEXT as a sentence. */
static const char *sentence(char *out, size_t size, const char *text)
{
	(void)snprintf(out, size, "%s.", text);
	if (out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
	return out;
}

/* ---- help -------------------------------------------------------------------------------------- */

static void pad_to(struct buf *out, size_t column, size_t at)
{
	if (column >= at) {
		buf_char(out, '\n');
		column = 0;
	}
	buf_repeat(out, ' ', at - column);
}

/* `-j, --jobs=N` */
static size_t option_usage(struct buf *out, const struct option *option)
{
	size_t before = out->len;

	if (option->letter != 0)
		buf_printf(out, "-%c, ", option->letter);
	buf_printf(out, "--%s", option->name);
	if (option->argument != NULL)
		buf_printf(out, "=%s", option->argument);
	return out->len - before;
}

static void help_option(struct buf *out, const struct option *option)
{
	size_t width = 2;

	buf_repeat(out, ' ', 2);
	if (option->letter == 0) {
		buf_repeat(out, ' ', 4);
		width += 4;
	}
	width += option_usage(out, option);
	pad_to(out, width, OPTION_COLUMN);
	wrap_write(out, option->help, OPTION_COLUMN, OPTION_COLUMN);
}

static void help_program(struct buf *out)
{
	size_t count;
	const struct command *commands = commands_all(&count);

	buf_text(out, "Usage: zonewarrant COMMAND [OPTION…] [OPERAND…]\n\n");
	for (size_t i = 0; program_paragraphs[i] != NULL; i++)
		wrap_write(out, program_paragraphs[i], 0, 0);
	buf_text(out, "\nCommands:\n");
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "  %s", commands[i].name);
		pad_to(out, str_from(commands[i].name).len + 2, COMMAND_COLUMN);
		wrap_write(out, commands[i].summary, COMMAND_COLUMN, COMMAND_COLUMN);
	}
	buf_text(out,
		 "\n`zonewarrant COMMAND --help` says more; `--version` prints the version.\n");
	buf_text(out, "\nExit status:\n");
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		buf_printf(out, "  %s  ", statuses[i].status);
		wrap_write(out, statuses[i].meaning, 5, 5);
	}
}

void manual_help(struct buf *out, const struct command *command)
{
	size_t count;
	const struct option *options = options_all(&count);
	char line[SENTENCE_SIZE];

	if (command == NULL) {
		help_program(out);
		return;
	}
	buf_printf(out, "Usage: zonewarrant %s [OPTION…]%s%s\n\n%s\n", command->name,
		   command->operands[0] == '\0' ? "" : " ", command->operands,
		   sentence(line, sizeof(line), command->summary));
	for (size_t i = 0; command->paragraphs[i] != NULL; i++) {
		buf_char(out, '\n');
		wrap_write(out, command->paragraphs[i], 0, 0);
	}
	buf_text(out, "\nOptions:\n");
	for (size_t i = 0; i < count; i++)
		if (option_is_of(&options[i], command))
			help_option(out, &options[i]);
}

/* ---- man page ---------------------------------------------------------------------------------- */

/* Text for groff: escapes, literals in bold, no line that begins with a control character. */
static void man_text(struct buf *out, const char *text)
{
	bool literal = false;

	if (text[0] == '.' || text[0] == '\'')
		buf_text(out, "\\&");
	for (; *text != '\0'; text++) {
		if (*text == '`') {
			literal = !literal;
			buf_text(out, literal ? "\\fB" : "\\fR");
		} else if (*text == '-') {
			buf_text(out, "\\-");
		} else if (*text == '\\') {
			buf_text(out, "\\e");
		} else if (str_starts(str_from(text), "…")) {
			buf_text(out, "\\[u2026]");
			text += sizeof("…") - 2;
		} else {
			buf_char(out, *text);
		}
	}
}

static void man_line(struct buf *out, const char *text)
{
	man_text(out, text);
	buf_char(out, '\n');
}

static void man_option(struct buf *out, const struct option *option)
{
	char line[SENTENCE_SIZE];

	buf_text(out, ".TP\n");
	if (option->letter != 0)
		buf_printf(out, "\\fB\\-%c\\fR, ", option->letter);
	buf_text(out, "\\fB");
	man_text(out, "--");
	man_text(out, option->name);
	buf_text(out, "\\fR");
	if (option->argument != NULL)
		buf_printf(out, "=\\fI%s\\fR", option->argument);
	buf_char(out, '\n');
	man_line(out, sentence(line, sizeof(line), option->help));
}

static void man_command(struct buf *out, const struct command *command)
{
	size_t count;
	const struct option *options = options_all(&count);
	char line[SENTENCE_SIZE];

	buf_printf(out, ".SS zonewarrant %s [OPTION\\[u2026]]", command->name);
	if (command->operands[0] != '\0')
		buf_char(out, ' ');
	man_line(out, command->operands);
	man_line(out, sentence(line, sizeof(line), command->summary));
	for (size_t i = 0; command->paragraphs[i] != NULL; i++) {
		buf_text(out, ".PP\n");
		man_line(out, command->paragraphs[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (option_is_of(&options[i], command))
			man_option(out, &options[i]);
}

void manual_page(struct buf *out)
{
	size_t count;
	const struct command *commands = commands_all(&count);

	buf_text(out, ".\\\" Written by `zonewarrant help --format man` (make docs).\n");
	buf_printf(out, ".TH ZONEWARRANT 1 \"\" \"zonewarrant %s\"\n", ZONEWARRANT_VERSION);
	buf_text(out, ".SH NAME\nzonewarrant \\- ");
	man_line(out, SUMMARY);
	buf_text(out, ".SH SYNOPSIS\n.B zonewarrant\n");
	buf_text(out, ".I COMMAND\n[\\fIOPTION\\fR\\[u2026]] [\\fIOPERAND\\fR\\[u2026]]\n");
	buf_text(out, ".SH DESCRIPTION\n");
	for (size_t i = 0; program_paragraphs[i] != NULL; i++)
		man_line(out, program_paragraphs[i]);
	buf_text(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < count; i++)
		man_command(out, &commands[i]);
	buf_text(out, ".SH EXIT STATUS\n");
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		buf_printf(out, ".TP\n.B %s\n", statuses[i].status);
		man_line(out, statuses[i].meaning);
	}
	buf_text(out, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		buf_printf(out, ".TP\n.B %s\n", variables[i].name);
		man_line(out, variables[i].meaning);
	}
	buf_text(out, ".SH FILES\n.TP\n.B " PROJECT_FILE "\nThe project file.\n");
}

/* ---- Markdown ---------------------------------------------------------------------------------- */

static void markdown_command(struct buf *out, const struct command *command)
{
	size_t count;
	const struct option *options = options_all(&count);
	char line[SENTENCE_SIZE];

	buf_printf(out, "\n## %s\n\n`zonewarrant %s [OPTION…]%s%s`\n\n%s\n", command->name,
		   command->name, command->operands[0] == '\0' ? "" : " ", command->operands,
		   sentence(line, sizeof(line), command->summary));
	for (size_t i = 0; command->paragraphs[i] != NULL; i++)
		buf_printf(out, "\n%s\n", command->paragraphs[i]);
	buf_text(out, "\n| option | meaning |\n| --- | --- |\n");
	for (size_t i = 0; i < count; i++) {
		if (!option_is_of(&options[i], command))
			continue;
		buf_text(out, "| `");
		(void)option_usage(out, &options[i]);
		buf_printf(out, "` | %s |\n", options[i].help);
	}
}

static const char markdown_json[] =
	"\n"
	"## The JSON of `check`\n"
	"\n"
	"`zonewarrant` is the version of this form. Findings are sorted by file, line, column and "
	"rule. Lines\n"
	"and columns count from 1, columns in characters; an end column is the one behind the "
	"last\n"
	"character. Names are lower-case and end in a dot. What has no place has `null` there.\n"
	"\n"
	"| key | holds |\n"
	"| --- | --- |\n"
	"| `summary` | counts: `files`, `zones`, `records`, `names` (owner names), `certificates`, "
	"`errors`, "
	"`warnings`, `infos`, `waived`, `unknown` (questions under `undecided`) |\n"
	"| `base` | with `--base` alone: its `name`, how many `findings` and `undecided` questions "
	"it "
	"has as well, and a `note` where it is empty |\n"
	"| `findings[]` | `rule`, `family`, `severity`, `message`, `file`, `line`, `column`, "
	"`end_line`, "
	"`end_column`, `name`, `zone`, `related`, `fix`, `fingerprint`, `waived` |\n"
	"| `findings[].related[]` | the other end: `message`, `file`, `line`, `column` |\n"
	"| `findings[].fix` | `null`, or how to mend it: `message`, `edits` (empty in this "
	"version) |\n"
	"| `findings[].fingerprint` | stays the same when lines above the finding move |\n"
	"| `findings[].waived` | `null`, or `by`, `reason`, `expires`; a waived finding counts as "
	"none |\n"
	"| `undecided[]` | what a rule could not decide, for silence is no proof: `rule`, "
	"`message`, `file`, "
	"`line`, `column` |\n";

void manual_markdown(struct buf *out)
{
	size_t count;
	const struct command *commands = commands_all(&count);

	buf_text(out, "# The command line\n\n");
	for (size_t i = 0; program_paragraphs[i] != NULL; i++)
		buf_printf(out, "%s\n", program_paragraphs[i]);
	buf_text(out, "\n| command | does |\n| --- | --- |\n");
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "| [`%s`](#%s) | %s |\n", commands[i].name, commands[i].name,
			   commands[i].summary);
	buf_text(out, "\n## Exit status\n\n| status | meaning |\n| --- | --- |\n");
	for (size_t i = 0; i < COUNT_OF(statuses); i++)
		buf_printf(out, "| %s | %s |\n", statuses[i].status, statuses[i].meaning);
	for (size_t i = 0; i < count; i++)
		markdown_command(out, &commands[i]);
	buf_text(out, markdown_json);
	buf_text(out, "\n## Environment\n\n| variable | meaning |\n| --- | --- |\n");
	for (size_t i = 0; i < COUNT_OF(variables); i++)
		buf_printf(out, "| `%s` | %s |\n", variables[i].name, variables[i].meaning);
}
