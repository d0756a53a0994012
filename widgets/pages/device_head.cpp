#include "widgets/pages/device_head.h"

#include "widgets/parts/label.h"
#include "widgets/plain_text.h"
#include "widgets/plot/spark_line.h"
#include "widgets/theme.h"

#include "models/device_pace.h"
#include "models/device_record.h"
#include "models/device_table.h"
#include "models/texts.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <cmath>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kHeight = 66;
constexpr int kGap = 24;
constexpr int kClientFrom = 1'080; ///< width of the strip
constexpr int kMostChars = 120;
constexpr int kSparkWidth = 70;

QString text(const std::string& value)
{
    return plainLine(QString::fromStdString(value), kMostChars);
}

/// "MQTT · TLS 1.3"
QString transportText(const hub::api::Connection& connection)
{
    const QString tls = text(connection.tlsVersion).replace(u"TLSv"_s, u"TLS "_s);
    const QString protocol = text(connection.protocol).toUpper();
    return tls.isEmpty() ? protocol : protocol + u" · "_s + tls;
}

} // namespace

DeviceHead::DeviceHead(const PageContext& context, DeviceRecord& record, DevicePace& pace)
    : Card(context.theme),
      context_(context),
      record_(record),
      pace_(pace),
      facts_{makeFact(tr("Last heard")), makeFact(tr("Transport")),  makeFact(tr("Address"), true),
             makeFact(tr("Signed in with")), makeFact(tr("Left because")), makeFact(tr("Client")),
             makeFact(tr("Queue")),      makeFact(tr("Messages a minute"))},
      spark_(new SparkLine(context.theme, 0))
{
    setObjectName(u"device.head"_s);
    setFixedHeight(kHeight);
    auto* row = new QHBoxLayout;
    row->setSpacing(kGap);
    for (const Fact& fact : facts_) {
        row->addWidget(fact.whole);
    }
    spark_->setFixedSize(kSparkWidth, 32);
    spark_->setToolTip(plainToolTip(tr("Messages a minute in the last two minutes")));
    row->addStretch(1);
    row->addWidget(spark_);
    body()->setContentsMargins(16, 11, 16, 11);
    body()->addLayout(row);
    connect(&record, &DeviceRecord::changed, this, &DeviceHead::sync);
    connect(&pace, &DevicePace::changed, this, &DeviceHead::syncPace);
    connect(&context.session, &HubSession::healthChanged, this, &DeviceHead::sync);
}

DeviceHead::Fact DeviceHead::makeFact(const QString& name, bool mono)
{
    Fact fact{new QWidget, new Label(context_.theme, name, TextStyle::Caption, &Tokens::text2),
              new Label(context_.theme, {}, mono ? TextStyle::Mono : TextStyle::BodyMedium)};
    fact.value->setElide(mono ? Qt::ElideMiddle : Qt::ElideRight);
    auto* column = new QVBoxLayout(fact.whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(fact.name);
    column->addWidget(fact.value);
    return fact;
}

/// Without a value the fact is left out.
void DeviceHead::setFact(Place place, const QString& value, const QString& toolTip)
{
    const Fact& fact = facts_[std::size_t(place)];
    fact.value->setText(value);
    fact.whole->setVisible(!value.isEmpty());
    fact.whole->setToolTip(toolTip.isEmpty() ? QString() : plainToolTip(toolTip));
    fact.whole->setAccessibleName(fact.name->text() + u": "_s + value);
}

void DeviceHead::sync()
{
    if (record_.device()) {
        syncConnection();
        syncQueue();
        syncPace();
    }
}

void DeviceHead::syncConnection()
{
    const hub::api::Device& device = *record_.device();
    const hub::WallTime now = context_.session.hubNow();
    const bool connected = device.connection.has_value();
    const hub::api::Connection c = device.connection.value_or(hub::api::Connection());
    setFact(Heard, relativeTime(device.lastHeard, now), absoluteTime(device.lastHeard));
    setFact(Transport, connected ? transportText(c) : QString());
    setFact(Address, text(c.address));
    setFact(SignIn, signInText(device));
    setFact(Left, connected ? QString() : disconnectText(record_.lastDisconnectReason()),
            tr("Why its last connection ended"));
    setFact(Client, width() >= kClientFrom ? text(c.clientType) : QString());
}

void DeviceHead::syncQueue()
{
    const auto& queue = record_.queue();
    if (!queue) {
        setFact(Queue, {});
        return;
    }
    const int depth = queue->waiting + queue->inFlight;
    const QString dead = queue->dead == 0 ? QString() : tr(" · %1 dead").arg(queue->dead);
    setFact(Queue, tr("%1 of %2").arg(depth).arg(queue->limit) + dead,
            tr("Commands that wait: %1, in flight: %2, dead: %3")
                .arg(queue->waiting)
                .arg(queue->inFlight)
                .arg(queue->dead));
}

void DeviceHead::syncPace()
{
    const auto rate = pace_.perMinute();
    setFact(Pace, rate ? countText(quint64(std::llround(*rate))) : u"–"_s);
    spark_->setValues(pace_.values());
}

void DeviceHead::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    sync();
}

} // namespace deck
