#include "widgets/parts/property_grid.h"

#include "widgets/metrics.h"
#include "widgets/parts/button.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/icon_button.h"
#include "widgets/parts/text_field.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRowsShown = 3;
constexpr int kGap = 6;

} // namespace

PropertyGrid::PropertyGrid(Theme& theme, QWidget* parent)
    : QWidget(parent),
      theme_(theme),
      list_(new QWidget),
      rows_(new QVBoxLayout(list_)),
      add_(new Button(theme, tr("Add property"), Icon::Plus, Button::Kind::Quiet)),
      error_(new ErrorLine(theme))
{
    add_->setObjectName(u"properties.add"_s);
    rows_->setContentsMargins(0, 0, 0, kGap);
    rows_->setSpacing(kGap);
    rows_->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(list_);
    list_->setAutoFillBackground(false);
    scroll_ = scroll;
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll_);
    column->addWidget(add_, 0, Qt::AlignLeft);
    column->addWidget(error_);
    connect(add_, &Button::clicked, this, [this] {
        if (TextField* const name = addRow({}, {})) {
            name->edit()->setFocus(Qt::TabFocusReason);
        }
    });
    fitHeight();
}

TextField* PropertyGrid::addRow(const QString& name, const QString& value)
{
    if (fields_.size() >= kMost) {
        return nullptr;
    }
    const Row row{new QWidget,
                  new TextField(theme_, tr("Name of property %1").arg(fields_.size() + 1)),
                  new TextField(theme_, tr("Value of property %1").arg(fields_.size() + 1))};
    row.name->setPlaceholder(tr("Name"));
    row.value->setPlaceholder(tr("Value"));
    row.name->setMono(true);
    row.value->setMono(true);
    row.name->setText(name);
    row.value->setText(value);
    row.name->setObjectName(u"properties.name"_s);
    row.value->setObjectName(u"properties.value"_s);
    auto* remove = new IconButton(theme_, Icon::Minus, tr("Remove this property"));
    auto* layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(row.name, 2);
    layout->addWidget(row.value, 3);
    layout->addWidget(remove);
    connect(row.name, &TextField::textChanged, this, &PropertyGrid::changed);
    connect(row.value, &TextField::textChanged, this, &PropertyGrid::changed);
    connect(remove, &IconButton::clicked, this, [this, widget = row.widget] { removeRow(widget); });
    rows_->insertWidget(int(fields_.size()), row.widget);
    fields_.append(row);
    fitHeight();
    return row.name;
}

void PropertyGrid::removeRow(QWidget* widget)
{
    fields_.removeIf([widget](const Row& row) { return row.widget == widget; });
    widget->hide();
    widget->deleteLater(); // its own button called
    fitHeight();
    add_->setFocus(Qt::TabFocusReason);
    Q_EMIT changed();
}

void PropertyGrid::fitHeight()
{
    const auto count = int(std::min<qsizetype>(fields_.size(), kRowsShown));
    scroll_->setVisible(count > 0);
    scroll_->setFixedHeight(count * (kControlHeight + kGap));
    updateGeometry();
}

void PropertyGrid::setProperties(const Properties& properties)
{
    while (!fields_.isEmpty()) {
        removeRow(fields_.last().widget);
    }
    for (const auto& [name, value] : properties) {
        addRow(QString::fromStdString(name), QString::fromStdString(value));
    }
}

PropertyGrid::Properties PropertyGrid::properties() const
{
    Properties properties;
    for (const Row& row : fields_) {
        const QString name = row.name->text().trimmed();
        if (!name.isEmpty()) {
            properties.emplace_back(name.toStdString(), row.value->text().toStdString());
        }
    }
    return properties;
}

QString PropertyGrid::complaint() const
{
    QSet<QString> names;
    for (const Row& row : fields_) {
        const QString name = row.name->text().trimmed();
        if (name.isEmpty() && !row.value->text().isEmpty()) {
            return tr("The value “%1” has no name.").arg(row.value->text().left(40));
        }
        if (!name.isEmpty() && names.contains(name)) {
            return tr("The name “%1” stands twice.").arg(name.left(40));
        }
        names.insert(name);
    }
    return {};
}

void PropertyGrid::setAddText(const QString& text)
{
    add_->setText(text);
    add_->updateGeometry();
}

void PropertyGrid::setError(const QString& message)
{
    error_->setText(message);
}

} // namespace deck
