/* vendor_table.c -- services that give a name to whoever asks for it first. */
#include "model/vendor_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* In the order of octets: vendor_of() searches it. */
static const struct vendor table[] = {
	{"aha.io", "Aha!"},
	{"azure-api.net", "Azure API Management"},
	{"azurecontainer.io", "Azure Container Instances"},
	{"azurecr.io", "Azure Container Registry"},
	{"azuredatalakestore.net", "Azure Data Lake Store"},
	{"azureedge.net", "Azure CDN"},
	{"azurehdinsight.net", "Azure HDInsight"},
	{"azurewebsites.net", "Azure App Service"},
	{"bcvp0rtal.com", "Brightcove"},
	{"bigcartel.com", "Big Cartel"},
	{"blob.core.windows.net", "Azure Blob Storage"},
	{"brandpad.io", "Brandpad"},
	{"brightcovegallery.com", "Brightcove"},
	{"campaignmonitor.com", "Campaign Monitor"},
	{"cargo.site", "Cargo"},
	{"cdn.airee.ru", "Airee"},
	{"cloudapp.azure.com", "Azure virtual machines"},
	{"cloudapp.net", "Azure Cloud Services"},
	{"cname.agilecrm.com", "Agile CRM"},
	{"cname.announcekit.app", "AnnounceKit"},
	{"cname.eu.ngrok.io", "ngrok"},
	{"cname.frontify.com", "Frontify"},
	{"cname.helpscoutdocs.com", "Help Scout"},
	{"cname.myjetbrains.com", "JetBrains YouTrack"},
	{"cname.mysmartjobboard.com", "SmartJobBoard"},
	{"cname.ngrok.io", "ngrok"},
	{"cname.proxy-ssl.webflow.com", "Webflow"},
	{"cname.proxy.webflow.com", "Webflow"},
	{"cname.short.io", "Short.io"},
	{"cname.simplebooklet.com", "Simplebooklet"},
	{"cname.surge.sh", "Surge"},
	{"cname.uk.ngrok.io", "ngrok"},
	{"cname.us.ngrok.io", "ngrok"},
	{"cname.vendhq.com", "Lightspeed Retail"},
	{"cname.wishpond.com", "Wishpond"},
	{"database.windows.net", "Azure SQL Database"},
	{"domains.bettermode.io", "Bettermode"},
	{"elasticbeanstalk.com", "AWS Elastic Beanstalk"},
	{"forms.cs.zohohost.com", "Zoho Forms"},
	{"forms.cs.zohohost.eu", "Zoho Forms"},
	{"forms.cs.zohohost.in", "Zoho Forms"},
	{"gallery.video", "Brightcove"},
	{"github.io", "GitHub Pages"},
	{"gr8.com", "GetResponse"},
	{"hatenablog.com", "Hatena Blog"},
	{"host.launchrock.com", "Launchrock"},
	{"mashery.com", "Mashery"},
	{"netlify.app", "Netlify"},
	{"redis.cache.windows.net", "Azure Cache for Redis"},
	{"search.windows.net", "Azure AI Search"},
	{"servicebus.windows.net", "Azure Service Bus"},
	{"shops.myshopify.com", "Shopify"},
	{"surveysparrow.com", "SurveySparrow"},
	{"teamwork.com", "Teamwork"},
	{"thinkific.com", "Thinkific"},
	{"trafficmanager.net", "Azure Traffic Manager"},
	{"tumblr.com", "Tumblr"},
	{"wordpress.com", "WordPress.com"},
};

const struct vendor *vendors(size_t *ret_count)
{
	*ret_count = COUNT_OF(table);
	return table;
}

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct vendor *)row)->suffix);
}

const struct vendor *vendor_of(const struct dname *name)
{
	char text[DNAME_WIRE_MAX + 1];
	const struct vendor *found = NULL;
	size_t at = 0;

	/* Labels with dots between them; one that holds a dot or a NUL itself is in no row. */
	for (size_t i = 0; name->wire[i] != 0; i += name->wire[i] + 1u) {
		memcpy(text + at, name->wire + i + 1, name->wire[i]);
		at += name->wire[i];
		text[at++] = '.';
	}
	text[at > 0 ? at - 1 : 0] = '\0';
	at = 0;
	for (unsigned i = 0; i + 1 < name->labels && found == NULL; i++) {
		found = bsearch(text + at, table, COUNT_OF(table), sizeof(*table), compare);
		at += dname_label(name, i).len + 1;
	}
	return found;
}
