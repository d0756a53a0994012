#include "widgets/dialogs/purge_queue.h"

#include "widgets/metrics.h"
#include "widgets/parts/check_box.h"
#include "widgets/parts/error_line.h"
#include "widgets/parts/form_row.h"
#include "widgets/parts/label.h"
#include "widgets/parts/select_field.h"
#include "widgets/parts/text_field.h"
#include "widgets/theme.h"

#include "models/queue_editor.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace deck {
namespace {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr std::chrono::milliseconds kCountAfter = 200ms;

struct Age
{
    const char* text;
    std::chrono::seconds least; ///< 0: any
};
constexpr std::array<Age, 6> kAges{{{QT_TRANSLATE_NOOP("PurgeQueueDialog", "Of any age"), 0s},
                                    {QT_TRANSLATE_NOOP("PurgeQueueDialog", "1 minute"), 60s},
                                    {QT_TRANSLATE_NOOP("PurgeQueueDialog", "10 minutes"), 600s},
                                    {QT_TRANSLATE_NOOP("PurgeQueueDialog", "1 hour"), 3'600s},
                                    {QT_TRANSLATE_NOOP("PurgeQueueDialog", "6 hours"), 21'600s},
                                    {QT_TRANSLATE_NOOP("PurgeQueueDialog", "1 day"), 86'400s}}};

} // namespace

PurgeQueueDialog::PurgeQueueDialog(Theme& theme,
                                   HubSession& session,
                                   const QString& deviceId,
                                   QWidget* parent)
    : Dialog(theme, tr("Purge the queue of %1").arg(deviceId), parent),
      session_(session),
      deviceId_(deviceId),
      editor_(new QueueEditor(session, this)),
      age_(new SelectField(theme, tr("Older than"))),
      contains_(new TextField(theme, tr("Contains text"))),
      propertyName_(new TextField(theme, tr("Name of the property"))),
      propertyValue_(new TextField(theme, tr("Value of the property"))),
      inFlight_(new CheckBox(theme, tr("Also what is in flight; it may have reached the device"))),
      count_(new Label(theme, {}, TextStyle::BodyStrong)),
      error_(new ErrorLine(theme))
{
    setObjectName(u"dialog.purge"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setText(tr("Takes commands out that meet all of these conditions. They are kept among the dead "
               "for two days and can be requeued."));
    cancel_ = addButton(tr("Cancel"), Button::Kind::Secondary, Answer::Reject);
    purge_ = addButton(tr("Purge"), Button::Kind::Danger, Answer::None);
    build();
    setDefaultButton(cancel_);
    setFirstFocus(age_);
    countSoon_.setSingleShot(true);
    countSoon_.setInterval(kCountAfter);
    connect(&countSoon_, &QTimer::timeout, this, &PurgeQueueDialog::count);
    connect(age_, &QComboBox::currentIndexChanged, this, &PurgeQueueDialog::countSoon);
    connect(inFlight_, &CheckBox::toggled, this, &PurgeQueueDialog::countSoon);
    for (TextField* field : {contains_, propertyName_, propertyValue_}) {
        connect(field, &TextField::textChanged, this, &PurgeQueueDialog::countSoon);
    }
    connect(&session, &HubSession::deviceEvent, this, [this](const hub::api::Event& event) {
        if (QString::fromStdString(event.deviceId) == deviceId_ && !countSoon_.isActive()) {
            countSoon_.start();
        }
    });
    connect(purge_, &Button::clicked, this, &PurgeQueueDialog::purge);
    count();
}

void PurgeQueueDialog::build()
{
    age_->setObjectName(u"purge.age"_s);
    contains_->setObjectName(u"purge.contains"_s);
    propertyName_->setObjectName(u"purge.propertyName"_s);
    propertyValue_->setObjectName(u"purge.propertyValue"_s);
    inFlight_->setObjectName(u"purge.inFlight"_s);
    count_->setObjectName(u"purge.count"_s);
    purge_->setObjectName(u"purge.accept"_s);
    for (const Age& age : kAges) {
        age_->addItem(tr(age.text));
    }
    contains_->setPlaceholder(tr("Any body and message id"));
    propertyName_->setPlaceholder(tr("Name"));
    propertyValue_->setPlaceholder(tr("Any value"));
    propertyName_->setMono(true);
    propertyValue_->setMono(true);
    auto* fields = new QWidget;
    auto* row = new QHBoxLayout(fields);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(propertyName_, 2);
    row->addWidget(propertyValue_, 3);
    fields->setFocusProxy(propertyName_);
    body()->addWidget(new FormRow(theme(), tr("Older than"), age_));
    body()->addWidget(new FormRow(theme(), tr("Body or message id contains"), contains_));
    body()->addWidget(new FormRow(theme(), tr("Has the property"), fields));
    body()->addWidget(inFlight_);
    body()->addSpacing(4);
    body()->addWidget(count_);
    body()->addWidget(error_);
}

hub::api::PurgeRequest PurgeQueueDialog::request() const
{
    hub::api::PurgeRequest request;
    if (const auto least = kAges[std::size_t(age_->currentIndex())].least; least > 0s) {
        request.enqueuedBefore = session_.hubNow() - least;
    }
    request.contains = contains_->text().toStdString();
    request.propertyName = propertyName_->text().trimmed().toStdString();
    if (!request.propertyName.empty() && !propertyValue_->text().isEmpty()) {
        request.propertyValue = propertyValue_->text().toStdString();
    }
    request.includeInFlight = inFlight_->isChecked();
    return request;
}

void PurgeQueueDialog::countSoon()
{
    ++asked_; // what is on its way counts something else
    purge_->setEnabled(false);
    countSoon_.start();
}

void PurgeQueueDialog::count()
{
    editor_->countMatching(deviceId_, request(),
                           [this, asked = ++asked_](const QueueResult& result) {
                               if (asked == asked_) {
                                   takeCount(result);
                               }
                           });
}

void PurgeQueueDialog::takeCount(const QueueResult& result)
{
    error_->setText(result.ok() ? QString() : result.text);
    count_->setVisible(result.ok());
    const QString needsName = propertyName_->text().trimmed().isEmpty() &&
                                      !propertyValue_->text().isEmpty()
                                  ? tr(" The value counts once the property has a name.")
                                  : QString();
    count_->setText((result.count == 0   ? tr("Nothing in the queue meets these conditions.")
                     : result.count == 1 ? tr("1 command meets these conditions.")
                                         : tr("%1 commands meet these conditions.")
                                               .arg(countText(result.count))) +
                    needsName);
    purge_->setText(result.count == 0 ? tr("Purge")
                    : result.count == 1
                        ? tr("Purge 1 command")
                        : tr("Purge %1 commands").arg(countText(result.count)));
    purge_->updateGeometry();
    purge_->setEnabled(result.ok() && result.count > 0);
}

void PurgeQueueDialog::purge()
{
    setDefaultButton(purge_); // it turns while the answer is on its way
    setBusy(true);
    editor_->purge(deviceId_, request(), [this](const QueueResult& result) {
        setBusy(false);
        setDefaultButton(cancel_);
        if (result.ok()) {
            Q_EMIT purged(result.text);
            accept();
        } else {
            error_->setText(result.text);
        }
    });
}

} // namespace deck
