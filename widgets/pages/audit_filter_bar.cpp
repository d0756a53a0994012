#include "widgets/pages/audit_filter_bar.h"

#include "widgets/parts/button.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/texts.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr int kSearchAfterMs = 200;
const QString kTimeFormat = u"yyyy-MM-dd HH:mm"_s;

struct Span
{
    const char* text;
    std::chrono::seconds length; ///< 0: none
};
constexpr std::array<Span, 6> kSpans{
    {{QT_TRANSLATE_NOOP("AuditFilterBar", "Any time"), 0s},
     {QT_TRANSLATE_NOOP("AuditFilterBar", "Last hour"), 1h},
     {QT_TRANSLATE_NOOP("AuditFilterBar", "Last day"), 24h},
     {QT_TRANSLATE_NOOP("AuditFilterBar", "Last 7 days"), 168h},
     {QT_TRANSLATE_NOOP("AuditFilterBar", "Last 30 days"), 720h},
     {QT_TRANSLATE_NOOP("AuditFilterBar", "Between…"), 0s}}};
constexpr int kBetween = int(kSpans.size()) - 1;

/// How most acts end; the first is any. Others can be read in the table.
constexpr std::array<const char*, 7> kResults{"",
                                              "ok",
                                              "IotHubUnauthorizedAccess",
                                              "ArgumentInvalid",
                                              "PreconditionFailed",
                                              "DeviceNotFound",
                                              "DeviceAlreadyExists"};

} // namespace

AuditFilterBar::AuditFilterBar(const PageContext& context)
    : context_(context),
      target_(makeField(tr("Object contains"), u"target"_s, 200)),
      actor_(makeField(tr("Actor"), u"actor"_s, 150)),
      action_(makeField(tr("Action"), u"action"_s, 170)),
      address_(makeField(tr("From address"), u"address"_s, 150)),
      result_(new SelectField(context.theme, tr("Result"))),
      span_(new SelectField(context.theme, tr("Time"))),
      from_(makeField(tr("From time"), u"from"_s, 160)),
      to_(makeField(tr("To time"), u"to"_s, 160)),
      clear_(new Button(context.theme, tr("Clear"), Button::Kind::Link))
{
    build();
    soon_.setSingleShot(true);
    soon_.setInterval(kSearchAfterMs);
    connect(&soon_, &QTimer::timeout, this, &AuditFilterBar::takeOver);
    connect(result_, &QComboBox::currentIndexChanged, this, &AuditFilterBar::takeOver);
    connect(span_, &QComboBox::currentIndexChanged, this, &AuditFilterBar::syncSpan);
    connect(clear_, &Button::clicked, this, &AuditFilterBar::clear);
    syncSpan();
}

TextField* AuditFilterBar::makeField(const QString& name, const QString& key, int width)
{
    auto* field = new TextField(context_.theme, name);
    field->setObjectName(u"audit."_s + key);
    field->setPlaceholder(name);
    field->setClearable(true);
    field->setMaximumWidth(width);
    connect(field, &TextField::textChanged, &soon_, qOverload<>(&QTimer::start));
    return field;
}

void AuditFilterBar::build()
{
    target_->setIcon(Icon::Search);
    target_->setKeyHint(u"/"_s);
    action_->setPlaceholder(tr("Action, device.delete"));
    from_->setPlaceholder(kTimeFormat);
    to_->setPlaceholder(kTimeFormat);
    result_->setObjectName(u"audit.result"_s);
    span_->setObjectName(u"audit.span"_s);
    clear_->setObjectName(u"audit.clear"_s);
    for (const char* result : kResults) {
        const QString name = QString::fromLatin1(result);
        result_->addItem(name.isEmpty() ? tr("Any result") : name == "ok"_L1 ? tr("Done") : name);
    }
    for (const Span& span : kSpans) {
        span_->addItem(tr(span.text));
    }
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    for (QWidget* part : std::initializer_list<QWidget*>{target_, actor_, action_, address_}) {
        first->addWidget(part, 1);
    }
    first->addStretch(0);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    for (QWidget* part : std::initializer_list<QWidget*>{result_, span_, from_, to_, clear_}) {
        second->addWidget(part);
    }
    second->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(first);
    column->addLayout(second);
}

void AuditFilterBar::syncSpan()
{
    const bool between = span_->currentIndex() == kBetween;
    from_->setVisible(between);
    to_->setVisible(between);
    takeOver();
}

std::optional<hub::WallTime> AuditFilterBar::timeIn(TextField& field, bool& good) const
{
    const QString text = field.text().trimmed();
    if (text.isEmpty() || field.isHidden()) {
        field.setError({});
        return std::nullopt;
    }
    const QDateTime time = QDateTime::fromString(text, kTimeFormat);
    field.setError(time.isValid() ? QString() : tr("Like 2026-11-22 14:30"));
    good = good && time.isValid();
    return time.isValid() ? std::optional(hub::wallFromMicros(time.toMSecsSinceEpoch() * 1'000))
                          : std::nullopt;
}

void AuditFilterBar::takeOver()
{
    soon_.stop();
    bool good = true;
    AuditFilter filter;
    filter.target = target_->text().trimmed();
    filter.actor = actor_->text().trimmed();
    filter.action = action_->text().trimmed();
    filter.address = address_->text().trimmed();
    filter.result = QString::fromLatin1(kResults[std::size_t(result_->currentIndex())]);
    const auto length = kSpans[std::size_t(span_->currentIndex())].length;
    if (length > 0s) {
        filter.from = context_.session.hubNow() - length;
    } else if (span_->currentIndex() == kBetween) {
        filter.from = timeIn(*from_, good);
        filter.to = timeIn(*to_, good);
    }
    clear_->setVisible(!filter.isEmpty());
    if (good) {
        filter_ = filter;
        Q_EMIT changed();
    }
}

void AuditFilterBar::clear()
{
    for (TextField* field : {target_, actor_, action_, address_, from_, to_}) {
        field->setText({});
    }
    result_->setCurrentIndex(0);
    span_->setCurrentIndex(0);
    takeOver();
}

void AuditFilterBar::focusFirst()
{
    target_->edit()->setFocus(Qt::ShortcutFocusReason);
}

} // namespace deck
