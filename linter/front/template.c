/* template.c -- names out of templates: <api>.<subdomain>.<centraldomain>.<cloud>. */
#include "front/derive.h"

#include "front/name.h"
#include "front/syntax.h"

#include "base/banned.h"

static const struct cloud *cloud_of(const struct native *n, const struct subdomain *subdomain)
{
	struct str key = subdomain->account != NULL && subdomain->account->cloud.presence == KNOWN
				 ? subdomain->account->cloud.s
				 : STR("aws");

	return map_get(&n->cloud_keys, key);
}

/* Appends what VARIABLE stands for; false where there is no such variable. */
static bool put_variable(struct native *n, struct buf *out, struct str variable,
			 const struct text *label, const struct subdomain *subdomain)
{
	const struct cloud *cloud = cloud_of(n, subdomain);

	if (str_is(variable, "api") && label != NULL)
		buf_str(out, label->s);
	else if (str_is(variable, "subdomain"))
		buf_str(out, subdomain->key.s);
	else if (str_is(variable, "centraldomain"))
		buf_text(out, dname_text_bare(n->arena, n->model->central.name));
	else if (str_is(variable, "cloud"))
		buf_str(out, cloud == NULL ? STR("aws") : cloud->key.s);
	else
		return false;
	return true;
}

static const struct dname *bad_template(struct native *n, const struct text *template,
					const char *why)
{
	struct diag *diag;

	if (template->at.file == 0)
		return NULL; /* the default template: the names that fill it are at fault, and reported */
	/* Each subdomain would say it again: the engine keeps one. */
	diag = diag_add(n->diags, &rule_wrong_type, template->at, "template `%.*s`: %s",
			STR_ARG(template->s), why);
	diag_help(n->diags, diag,
		  "begin with `<api>.`, and use `<subdomain>`, `<centraldomain>` and `<cloud>` "
		  "behind it");
	return NULL;
}

const struct dname *template_name(struct native *native, const struct text *template,
				  const struct text *label, const struct subdomain *subdomain)
{
	static const char pair[] = "<centraldomain>.<cloud>";
	const struct cloud *cloud = cloud_of(native, subdomain);
	struct buf text CLEANUP(buf_free);
	struct str rest = template->s, head, variable;
	const struct text *at = label != NULL ? label : &subdomain->key;
	const struct dname *name;
	const char *fault;

	buf_init(&text, 4096);
	if (!str_starts(rest, "<api>.") || !str_find(rest, "<subdomain>", NULL))
		return bad_template(native, template,
				    "it must begin with `<api>.` and name `<subdomain>`");
	if (label == NULL)
		rest = str_slice(rest.ptr + 6, rest.len - 6);
	while (rest.len > 0) {
		/* A cloud's own domain stands for the whole text. */
		if (str_starts(rest, pair) && cloud != NULL && cloud->name != NULL) {
			buf_text(&text, dname_text_bare(native->arena, cloud->name));
			rest = str_slice(rest.ptr + sizeof(pair) - 1,
					 rest.len - (sizeof(pair) - 1));
			continue;
		}
		if (rest.ptr[0] != '<') {
			buf_char(&text, rest.ptr[0]);
			rest = str_slice(rest.ptr + 1, rest.len - 1);
			continue;
		}
		head = str_slice(rest.ptr + 1, rest.len - 1);
		if (!str_cut(&head, '>', &variable) ||
		    !put_variable(native, &text, variable, label, subdomain))
			return bad_template(native, template,
					    "it has a variable that stands for nothing");
		rest = head;
	}
	name = name_read(native->arena, native->diags, buf_view(&text), at->at, NULL, &fault);
	if (name == NULL && fault != NULL)
		(void)diag_add(native->diags, &rule_wrong_type, at->at,
			       "`%.*s` gives `%.*s`, which is no domain name", STR_ARG(at->s),
			       STR_ARG(buf_view(&text)));
	return name;
}
