#include "widgets/shell/page_stack.h"

namespace deck {

PageStack::PageStack(QWidget* parent) : QStackedWidget(parent) {}

void PageStack::addPage(const QString& key, bool ofHub, Factory factory)
{
    entries_.insert(key, {ofHub, std::move(factory), nullptr});
}

void PageStack::setInstead(QWidget* instead)
{
    instead_ = instead;
    addWidget(instead);
}

void PageStack::setHasHub(bool hasHub)
{
    hasHub_ = hasHub;
    present();
}

void PageStack::setRefused(QWidget* refused, std::function<bool(const QString&)> isRefused)
{
    refused_ = refused;
    isRefused_ = std::move(isRefused);
    addWidget(refused);
}

void PageStack::showPage(const QString& key)
{
    if (entries_.contains(key)) {
        current_ = key;
        present();
    }
}

Page* PageStack::currentPage() const
{
    return qobject_cast<Page*>(currentWidget());
}

void PageStack::dropHubPages()
{
    if (instead_ != nullptr) {
        setCurrentWidget(instead_);
    }
    for (Entry& entry : entries_) {
        if (entry.ofHub) {
            delete entry.page;
            entry.page = nullptr;
        }
    }
}

void PageStack::present()
{
    const auto found = entries_.find(current_);
    if (found == entries_.end()) {
        return;
    }
    if (found->ofHub && !hasHub_) {
        setCurrentWidget(instead_);
        return;
    }
    if (found->ofHub && isRefused_ && isRefused_(current_)) {
        setCurrentWidget(refused_);
        return;
    }
    if (found->page == nullptr) {
        found->page = found->factory();
        addWidget(found->page);
    }
    setCurrentWidget(found->page);
}

} // namespace deck
