#include "app/console/tour_steps.h"

#include "app/console/application.h"
#include "app/console/picture.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QTableView>
#include <QTextStream>

namespace deck {
namespace {

using namespace Qt::StringLiterals;

constexpr int kAskEveryMs = 50;

} // namespace

QString endOf(bool dark, QSize size)
{
    return (dark ? u"-dark"_s : u"-light"_s) +
           (size == TourSteps::kWide ? QString() : u"-1024"_s);
}

TourSteps::TourSteps(Application& application, QString folder)
    : app_(application), folder_(std::move(folder))
{
    timer_.setInterval(kAskEveryMs);
    connect(&timer_, &QTimer::timeout, this, &TourSteps::next);
}

void TourSteps::begin()
{
    if (!QDir().mkpath(folder_)) {
        fail(tr("The folder %1 cannot be made.").arg(folder_));
    }
    stepTime_.start();
    timer_.start();
}

void TourSteps::chooseTab(const QString& tabs, int tab)
{
    if (QWidget* const segments = find(tabs)) {
        if (auto* const button = segments->findChildren<QAbstractButton*>().value(tab)) {
            button->click();
        }
    }
}

void TourSteps::chooseRow(const QString& table, int row)
{
    if (auto* const view = qobject_cast<QTableView*>(find(table))) {
        view->selectRow(row);
    }
}

void TourSteps::planPage(const QString& page, bool dark, QSize size)
{
    act([this, page, dark, size] {
        PreferenceValues values = app_.preferences().values();
        values.colors =
            dark ? PreferenceValues::Colors::Dark : PreferenceValues::Colors::Light;
        app_.preferences().set(values);
        app_.window().resize(size);
        app_.window().showPage(page);
    });
    pause(kSettleMs);
    act([this, page] {
        auto* const table = qobject_cast<QTableView*>(find(u"devices.table"_s));
        if (page == "devices"_L1 && table != nullptr) {
            table->selectRow(0);
        }
    });
    pause(kSettleMs);
}

void TourSteps::act(std::function<void()> act)
{
    waitFor({}, kAskEveryMs * 100, [act = std::move(act)] {
        act();
        return true;
    });
}

void TourSteps::pause(int milliseconds)
{
    waitFor({}, milliseconds * 2 + 1'000,
            [this, milliseconds] { return stepTime_.hasExpired(milliseconds); });
}

void TourSteps::waitFor(const QString& what, int limitMs, std::function<bool()> until)
{
    steps_.push_back({what, std::move(until), limitMs});
}

void TourSteps::next()
{
    if (steps_.empty() || failed_) {
        timer_.stop();
        Q_EMIT ended();
        return;
    }
    const Step& step = steps_.front();
    if (step.until()) {
        if (!step.what.isEmpty()) {
            say(tr("%1: after %2 ms").arg(step.what).arg(stepTime_.elapsed()));
        }
        steps_.pop_front();
        stepTime_.restart();
    } else if (stepTime_.hasExpired(step.limitMs)) {
        const QString why = app_.localHub().values().message;
        fail(tr("%1: not within %2 s. %3").arg(step.what).arg(step.limitMs / 1'000).arg(why));
    }
}

void TourSteps::shoot(const QString& name)
{
    const QString file = folder_ + u'/' + name + u".png"_s;
    if (pictureOf(app_.window()).save(file)) {
        ++pictures_;
    } else {
        fail(tr("The picture %1 cannot be written.").arg(file));
    }
}

QWidget* TourSteps::find(const QString& name)
{
    const QList<QWidget*> found = app_.window().findChildren<QWidget*>(name);
    for (QWidget* const part : found) {
        if (part->isVisible()) {
            return part; // pages may share parts
        }
    }
    return found.value(0);
}

QLineEdit* TourSteps::fieldOf(const QString& name)
{
    QWidget* const part = find(name);
    return part == nullptr ? nullptr : part->findChild<QLineEdit*>();
}

void TourSteps::closeDialog(const QString& name)
{
    if (auto* const dialog = qobject_cast<QDialog*>(find(name))) {
        dialog->reject();
    }
}

void TourSteps::press(const QString& name)
{
    if (auto* const button = qobject_cast<QAbstractButton*>(find(name))) {
        button->click();
    } else {
        fail(tr("There is no button %1.").arg(name));
    }
}

void TourSteps::say(const QString& line)
{
    QTextStream(stdout) << line << Qt::endl;
}

void TourSteps::fail(const QString& line)
{
    failed_ = true;
    QTextStream(stderr) << tr("The tour failed: ") << line << Qt::endl;
}

} // namespace deck
