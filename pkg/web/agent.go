package web

import "strings"

// Words of a browser's own description, the telling one first: nearly all of
// them also claim to be Chrome or Safari. The second is a sentence key.
var (
	browsers = [][2]string{
		{"MicroMessenger", "agent.wechat"},
		{"DingTalk", "agent.dingtalk"},
		{"QQBrowser", "agent.qq"},
		{"QihooBrowser", "agent.qihoo"},
		{"360SE", "agent.qihoo"},
		{"UCBrowser", "agent.uc"},
		{"HuaweiBrowser", "agent.huawei"},
		{"MiuiBrowser", "agent.xiaomi"},
		{"Edg", "agent.edge"},
		{"OPR/", "agent.opera"},
		{"Firefox/", "agent.firefox"},
		{"Chrome/", "agent.chrome"},
		{"Safari/", "agent.safari"},
		{"Trident/", "agent.explorer"},
		{"MSIE ", "agent.explorer"},
	}
	systems = [][2]string{
		{"HarmonyOS", "agent.harmony"},
		{"OpenHarmony", "agent.harmony"},
		{"iPhone", "agent.iphone"},
		{"iPad", "agent.ipad"},
		{"Android", "agent.android"},
		{"Windows", "agent.windows"},
		{"Mac OS X", "agent.mac"},
		{"CrOS", "agent.chromeos"},
		{"Linux", "agent.linux"},
	}
)

// device names browser and system in a few words. Whatever the description
// claims, only words of our own come out.
func device(agent string) string {
	return say("me.device", "browser", named(agent, browsers, "agent.other"), "system", named(agent, systems, "agent.unknown"))
}

func named(agent string, words [][2]string, otherwise string) string {
	for _, w := range words {
		if strings.Contains(agent, w[0]) {
			return say(w[1])
		}
	}
	return say(otherwise)
}
