#include "widgets/pages/access_page.h"

#include "widgets/dialogs/access_test_dialog.h"
#include "widgets/metrics.h"
#include "widgets/pages/access_groups_view.h"
#include "widgets/pages/access_list_view.h"
#include "widgets/pages/alerts_view.h"
#include "widgets/pages/denied_view.h"
#include "widgets/pages/ip_rules_view.h"
#include "widgets/parts/button.h"
#include "widgets/parts/page_header.h"
#include "widgets/parts/segmented.h"
#include "widgets/theme.h"

#include "models/alert_table.h"
#include "models/texts.h"

#include <QAction>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

QString withCount(const QString& name, quint64 count)
{
    return count == 0 ? name : name + u"  "_s + countText(count);
}

} // namespace

AccessPage::AccessPage(const PageContext& context)
    : Page(u"access"_s),
      context_(context),
      test_(new Button(context.theme, tr("Test address or device…"), Icon::Search,
                       Button::Kind::Secondary)),
      tabs_(new Segmented(context.theme, tr("Parts of access control"))),
      views_(new QStackedWidget),
      rules_(new IpRulesView(context)),
      allow_(new AccessListView(context, u"allow"_s)),
      block_(new AccessListView(context, u"block"_s)),
      groups_(new AccessGroupsView(context)),
      denied_(new DeniedView(context)),
      alerts_(new AlertsView(context))
{
    build();
    connect(test_, &Button::clicked, this, [this] { openTest({}, {}); });
    connect(tabs_, &Segmented::currentChanged, views_, &QStackedWidget::setCurrentIndex);
    connect(denied_, &DeniedView::explainWanted, this, &AccessPage::openTest);
    connect(denied_, &DeniedView::blockWanted, this, &AccessPage::blockDevice);
    connect(denied_, &DeniedView::counted, this, [this](quint64 total) {
        tabs_->setSegmentText(Denied, withCount(tr("Denied"), total));
    });
    connect(&context.alerts, &AlertTable::answered, this, &AccessPage::syncAlerts);
    syncAlerts();
}

void AccessPage::build()
{
    test_->setObjectName(u"access.test"_s);
    test_->setToolTip(tr("Would it be let in now, and what decides? (Ctrl+T)"));
    auto* test = new QAction(tr("Test address or device…"), this);
    test->setObjectName(u"action.testAccess"_s);
    test->setShortcut(QKeySequence(u"Ctrl+T"_s)); // in the window, while the page is to be seen
    connect(test, &QAction::triggered, test_, &Button::click);
    addAction(test);
    tabs_->setObjectName(u"access.tabs"_s);
    for (const QString& name : {tr("IP rules"), tr("Allow list"), tr("Block list"), tr("Groups"),
                                tr("Denied"), tr("Alerts")}) {
        tabs_->addSegment(name);
    }
    for (QWidget* view : std::initializer_list<QWidget*>{rules_, allow_, block_, groups_, denied_,
                                                         alerts_}) {
        views_->addWidget(view);
    }
    auto* header = new PageHeader(context_.theme, tr("Access"));
    header->setDetail(tr("Who may connect"));
    header->addAction(test_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kPagePadding, kPagePaddingTop, kPagePadding, kPagePaddingTop);
    column->setSpacing(kBlockGap);
    column->addWidget(header);
    column->addWidget(tabs_, 0, Qt::AlignLeft);
    column->addWidget(views_, 1);
}

void AccessPage::openTab(const QString& key)
{
    static const QStringList kKeys{u"rules"_s,  u"allow"_s,  u"block"_s,
                                   u"groups"_s, u"denied"_s, u"alerts"_s};
    tabs_->setCurrent(int(std::max<qsizetype>(0, kKeys.indexOf(key))));
}

void AccessPage::openTest(const QString& device, const QString& address)
{
    auto* dialog = new AccessTestDialog(context_.theme, context_.session, window());
    if (!device.isEmpty() || !address.isEmpty()) {
        dialog->setQuestion(device, address);
    }
    dialog->open();
}

void AccessPage::blockDevice(const QString& deviceId)
{
    block_->openAdd(u"device"_s, deviceId);
}

void AccessPage::syncAlerts()
{
    tabs_->setSegmentText(Alerts, withCount(tr("Alerts"), context_.alerts.open()));
}

void AccessPage::focusFilter()
{
    switch (tabs_->current()) {
    case Allow: allow_->focusFilter(); break;
    case Block: block_->focusFilter(); break;
    case Denied: denied_->focusFilter(); break;
    default: break;
    }
}

void AccessPage::refresh()
{
    switch (tabs_->current()) {
    case Rules: rules_->refresh(); break;
    case Allow: allow_->refresh(); break;
    case Block: block_->refresh(); break;
    case Groups: groups_->refresh(); break;
    case Denied: denied_->refresh(); break;
    default: alerts_->refresh(); break;
    }
}

void AccessPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Escape || tabs_->current() != Denied ||
               !denied_->closePanel()) {
        Page::keyPressEvent(event);
    }
}

} // namespace deck
