package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/jiefen/jiefen/templates"
)

// shippedPapers is which paper serves each document of the catalogue for
// intake, people's and industry mediation, confirmation, performance and
// follow-up, and each that users missed: what it is made from says who prints
// it, whoever may print that.
var shippedPapers = []struct{ document, papers, of string }{
	{"D01 人民调解申请书", "D01_application", "mediation"},
	{"D02 受理登记表", "D02_register", "case mediation"},
	{"D03 受理凭证", "D03_receipt", "case"},
	{"D04 权利义务告知书", "D04_rights", "mediation"},
	{"D05 身份证明", "D05_identity", "case mediation"},
	{"D06 授权委托书", "D06_authority", "case mediation"},
	{"D07 调解意愿征询记录", "D07_consent", "mediation"},
	{"D08 不予受理、引导告知书", "D08_rejection D08_guidance", "case mediation"},
	{"D09 受理、调解、改期通知", "D09_acceptance D09_mediation_notice D09_rescheduled", "mediation"},
	{"D10 调解员选定、回避申请与决定", "D10_mediator_choice D10_recusal_application D10_recusal_decision", "mediation"},
	{"D11 调查记录", "D11_inquiry_record D11_inquiry", "mediation session inquiry"},
	{"D12 证据材料清单", "D12_evidence_list", "case mediation"},
	{"D13 调解笔录", "D13_record D13_other_record", "session"},
	{"D14 无争议事实确认书", "D14_undisputed_facts", "mediation"},
	{"D15 调解协议书、附表", "D15_agreement D15_delegated_agreement D15_annex", "agreement"},
	{"D16 口头协议登记表", "D16_oral", "agreement"},
	{"D16 协议失效告知书", "D16_void_notice", "agreement"},
	{"D17 终止调解告知书", "D17_termination", "mediation"},
	{"D18 延长期限、中止", "D18_term_extension D18_suspension", "mediation"},
	{"D19 收条、授权领款、代领收条", "D19_receipt D19_payee_authority D19_receipt_by_agent", "performance agreement"},
	{"个人结果单（领款单）", "D19_slips", "agreement case"},
	{"D20 督促履行通知书、违约告知、免除声明、强制执行申请书", "D20_urging D20_default D20_waiver D20_enforcement", "performance"},
	{"D21 回访记录", "D21_follow_up", "followup"},
	{"D22 司法确认申请书", "D22_confirmation_application", "confirmation"},
	{"D23 司法确认登记", "D23_confirmation_register", "confirmation"},
	{"D24 卷宗封面", "D24_cover", "volume"},
	{"D25 卷内目录", "D25_index", "volume"},
	{"D26 备考表、封底", "D26_note D26_back", "volume"},
	{"D27 结案报告表", "D24_closing", "case"},
	{"D28 移交、联合调解、委托、不予调解、回执、反馈函", "D28_transfer_letter D28_joint_invitation D28_entrustment D28_refusal_letter D28_receipt D28_feedback", "case mediation"},
	{"D29 民转刑风险报告单", "D29_risk_report", "alert"},
	{"D30 警情移送单", "D30_police_transfer", "case"},
	{"D36 委派调解结果反馈", "D36_delegation_result", "mediation"},
	{"D40 行政调解申请书、受理、不予受理、协议书、终结书", "D40_application D40_acceptance_notice D40_refusal_notice D40_agreement D40_termination", "mediation agreement"},
	{"D60 案卷评查表、典型案例", "D60_review D60_typical_case", "case volume"},
	{"来访引导单", "visit_guidance", "case"},
	{"群体名单、代表推选书", "roster representatives", "case mediation"},
	{"宣读确认、见证人页", "reading_witness", "mediation agreement"},
	{"翻译人员承诺书", "interpreter_pledge", "mediation"},
	{"送达地址、住址保密声明", "service_address", "mediation"},
	{"送达回证", "service_receipt", "mediation"},
	{"家暴告知与求助卡", "violence_card", "case"},
	{"尸检告知及拒绝确认", "autopsy_notice", "case mediation"},
	{"电话征询记录", "phone_consent", "mediation"},
	{"未能联系情况说明", "unreachable_note", "mediation"},
	{"更正件", "correction", "case mediation"},
	{"移交清单", "handover_list", "case"},
	{"请假代办单", "absence_cover", "case"},
	{"借阅登记", "volume_loan", "volume"},
	{"个人信息请求答复", "privacy_answer", "case"},
	{"媒体、外部问询登记", "outside_inquiry", "case"},
}

// Every document of the catalogue has its paper, each paper is some document's,
// and each is made from a thing whose page offers it.
func TestEveryDocumentHasItsPaper(t *testing.T) {
	served := map[string]bool{}
	for _, row := range shippedPapers {
		for id := range strings.FieldsSeq(row.papers) {
			paper, is := paperNamed(id)
			if served[id] = true; !is {
				t.Errorf("%s has no paper %s", row.document, id)
				continue
			}
			if !slices.Contains(strings.Fields(row.of), paper.Of) {
				t.Errorf("%s: %s is made of a %s, want %s", row.document, id, paper.Of, row.of)
			}
			offered := false
			for kind := range madeOf {
				offered = offered || isMadeOf(kind, paper.Of)
			}
			if !offered {
				t.Errorf("%s is offered on no page", id)
			}
		}
	}
	for _, paper := range templates.Papers() {
		if !served[paper.ID] {
			t.Errorf("%s (%s) is no document of the catalogue", paper.ID, paper.Title)
		}
	}
}
