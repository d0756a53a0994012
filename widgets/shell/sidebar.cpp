#include "widgets/shell/sidebar.h"

#include "widgets/metrics.h"
#include "widgets/parts/icon_view.h"
#include "widgets/parts/label.h"
#include "widgets/parts/nav_list.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kMark = 26;

} // namespace

Sidebar::Sidebar(Theme& theme, QWidget* parent)
    : Ground(theme, &Tokens::sidebar, parent),
      pages_(new NavList(theme)),
      brand_(new QWidget),
      name_(new Label(theme, u"Hubdeck"_s, TextStyle::CardTitle))
{
    pages_->setObjectName(u"shell.pages"_s);
    pages_->addItem(u"home"_s, Icon::Home, tr("Home"));
    pages_->addSection(tr("Fleet"));
    pages_->addItem(u"devices"_s, Icon::Devices, tr("Devices"));
    pages_->addItem(u"access"_s, Icon::Access, tr("Access"));
    pages_->addSection(tr("Operate"));
    pages_->addItem(u"telemetry"_s, Icon::Telemetry, tr("Telemetry"));
    pages_->addItem(u"queues"_s, Icon::Queues, tr("Queues"));
    pages_->addItem(u"audit"_s, Icon::Audit, tr("Audit"));
    pages_->addSection(tr("Set up"));
    pages_->addItem(u"settings"_s, Icon::Settings, tr("Settings"));
    auto* brand = new QHBoxLayout(brand_);
    brand->setSpacing(10);
    brand->addWidget(new IconView(theme, Icon::Logo, kMark));
    brand->addWidget(name_);
    brand->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(brand_);
    column->addWidget(pages_);
    column->addStretch(1);
    setCollapsed(false);
}

void Sidebar::setCollapsed(bool collapsed)
{
    setFixedWidth(collapsed ? kCollapsedSidebarWidth : kSidebarWidth);
    name_->setVisible(!collapsed);
    brand_->layout()->setContentsMargins(collapsed ? 15 : 20, 15, 0, 16);
    pages_->setCollapsed(collapsed);
}

} // namespace deck
