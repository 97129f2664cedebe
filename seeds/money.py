"""The ledger's records: proposed with a paper that proves them, confirmed or disputed by the other side."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from functools import partial

from models.entities.funding import FundingRecord, NewRecord
from models.entities.funding_details import WHOLE_BP, Loan, PricedEquity
from models.entities.ids import RecordId
from models.entities.vocabulary import FundingInstrument, FundingKind, FundingStatus, Role
from seeds.papers import pdf
from seeds.people import FEN
from seeds.stage import ZONE, Calendar, Script, Stage, number
from seeds.terms import terms_of
from seeds.texts import Record, Texts
from seeds.ventures import approval_days
from web.services.funding import open_record, propose_record
from web.services.funding_answers import confirm_record, dispute_record
from web.services.funding_evidence import Upload

_PAPER = {
    "investment": ("bank_slip", "增资协议首页与收款回单", "Investment agreement and bank slip"),
    "loan": ("drawdown_slip", "贷款提款凭证", "Drawdown slip"),
    "guarantee": ("guarantee_letter", "保函", "Letter of guarantee"),
    "purchase": ("contract", "采购合同", "Purchase contract"),
}
_ROLE = {"company": Role.FOUNDER, "provider": Role.PROVIDER, "organiser": Role.ORGANISER}


def write_records(script: Script, stage: Stage, texts: Texts, days: Calendar) -> None:
    """Money is put on record days after it moved, or, if older than the company's account, soon after it joined."""
    approved = approval_days(texts)
    today = days.today
    for i, record in enumerate(texts.funding):
        moved = value_day(record, today)
        joined = approved[record["company"]] + 1 + number(f"record {i}", 9)
        proposed = min(max((moved - today).days + 2, joined), 0)
        answered = min(proposed + 1 + number(f"record {i} answer", 4), -1)
        # Of one company the records come in the order of the file.
        at = min(days.local(proposed, "09:00") + timedelta(minutes=6 * i), days.now)
        made: list[RecordId] = []
        script.add(at, partial(_propose, stage, texts, i, record, moved, made))
        later = min(max(days.at(answered, f"record {i}"), at + timedelta(minutes=5)), days.now)
        if record["state"] == FundingStatus.CONFIRMED:
            for side in ("company", "provider"):
                if side != record["proposed_by"]:
                    script.add(later, partial(_confirm, stage, record, side, made))
        elif record["state"] == FundingStatus.DISPUTED:
            script.add(later, partial(_dispute, stage, record, made))


def value_day(record: Record, today: date) -> date:
    """The day on which the money moved; never one that is still to come."""
    if record["on"] is None:
        return today + timedelta(days=record["days_from_today"])
    return min(date.fromisoformat(record["on"]), today - timedelta(days=1))


def evidence(number_of_it: int, record: Record, texts: Texts, moved: date) -> bytes:
    """A paper that says what it proves, and that it belongs to a demonstration."""
    _, zh, en = _PAPER[record["kind"]]
    company, provider = (
        texts.pitches[record["company"]]["company"],
        texts.providers[record["provider"]]["name"],
    )
    amount = f"{record['amount']:,}"
    lines = {
        "zh": [
            f"编号 {number_of_it:03d}。演示数据，不是真实凭证。",
            f"收款方:{company}",
            f"出资方:{provider}",
            f"金额:人民币 {amount} 元",
            f"日期:{moved:%Y-%m-%d}",
        ],
        "en": [
            f"No. {number_of_it:03d}. Demonstration data, not a real document.",
            f"Received by: {company}",
            f"Given by: {provider}",
            f"Amount: {amount} yuan",
            f"Date: {moved:%Y-%m-%d}",
        ],
    }[record["lang"]]
    if record["product"]:
        lines.append(
            f"产品:{record['product']}" if record["lang"] == "zh" else f"Product: {record['product']}"
        )
    return pdf([(zh if record["lang"] == "zh" else en, [*lines, record["note"]])])


def _speaker(texts: Texts, record: Record, side: str) -> str:
    """Who acts for a side; reports come from the city's service centre."""
    if side == "organiser":
        event = texts.events.get(record["event"])
        return f"{event['organiser'] if event else 'techfin-centre'}-1"
    key: str = record[side]
    return key


async def _propose(
    stage: Stage, texts: Texts, i: int, record: Record, moved: date, made: list[RecordId]
) -> None:
    body = stage.body
    amount, value_on = record["amount"] * FEN, min(moved, stage.clock.now().astimezone(ZONE).date())
    new = NewRecord(
        company_id=body[record["company"]],
        provider_id=body[record["provider"]],
        creditor_id=None if record["creditor"] is None else body[record["creditor"]],
        kind=FundingKind(record["kind"]),
        instrument=FundingInstrument(record["instrument"]),
        product=record["product"] or "",
        details=terms_of(f"record {i}", record, amount, value_on),
        amount=amount,
        currency="CNY",
        value_on=value_on,
        event_id=None if record["event"] is None else stage.event[record["event"]],
        note=record["note"],
        lang=record["lang"],
    )
    evidence_type, zh, en = _PAPER[record["kind"]]
    name = zh if record["lang"] == "zh" else en
    made.append(
        await propose_record(
            stage.db,
            stage.clock,
            stage.files,
            viewer=await stage.viewer(_speaker(texts, record, record["proposed_by"])),
            role=_ROLE[record["proposed_by"]],
            new=new,
            key=f"demo-{i:03d}",
            site=stage.site,
            uploads=[Upload(f"{name} {i + 1:03d}.pdf", evidence(i + 1, record, texts, moved), evidence_type)],
        )
    )


async def _confirm(stage: Stage, record: Record, side: str, made: list[RecordId]) -> None:
    await confirm_record(
        stage.db,
        stage.clock,
        viewer=await stage.viewer(record[side]),
        record_id=made[0],
        side=side,
        site=stage.site,
    )


async def _dispute(stage: Stage, record: Record, made: list[RecordId]) -> None:
    """One side says what is true instead: another amount, or a smaller first drawdown."""
    side = record["dispute"]["by"]
    viewer = await stage.viewer(record[side])
    said = (await open_record(stage.db, viewer=viewer, record_id=made[0])).record
    await dispute_record(
        stage.db,
        stage.clock,
        viewer=viewer,
        record_id=made[0],
        side=side,
        comment=record["dispute"]["reason"],
        counter=_counter(said, record["dispute"], record["lang"]),
        site=stage.site,
    )


def _counter(said: FundingRecord, dispute: Record, lang: str) -> NewRecord:
    """The same record as the other side tells it."""
    amount, terms = dispute.get("amount", said.amount // FEN) * FEN, said.terms
    if isinstance(terms, Loan) and "first_drawdown" in dispute:
        terms = dataclasses.replace(terms, first_drawdown=dispute["first_drawdown"] * FEN)
    if isinstance(terms, PricedEquity) and "amount" in dispute:
        # The price stands; less money bought less of the company.
        terms = dataclasses.replace(terms, share_bp=amount * WHOLE_BP // terms.valuation)
    if terms is None:
        message = "a record of the demo has terms"
        raise ValueError(message)
    return NewRecord(
        company_id=said.company_id,
        provider_id=said.provider_id,
        creditor_id=said.creditor_id,
        kind=said.kind,
        instrument=said.instrument,
        details=terms,
        product=said.product,
        amount=amount,
        currency=said.currency,
        value_on=said.value_on,
        event_id=said.event_id,
        note="",
        lang=lang,
    )
