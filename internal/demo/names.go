package demo

// name is an invented child's name: a given and a family name in both scripts. The
// given names are half girls' and half boys'; the family names come from all
// regions of Pakistan. Together they name nobody.
type name struct{ latin, urdu string }

var girls = []name{
	{"Amina", "آمنہ"},
	{"Sana", "ثنا"},
	{"Zainab", "زینب"},
	{"Hira", "حرا"},
	{"Mahnoor", "ماہ نور"},
	{"Palwasha", "پلوشہ"},
	{"Gul Bibi", "گل بی بی"},
	{"Sassi", "سسی"},
	{"Marvi", "ماروی"},
	{"Shireen", "شیریں"},
	{"Noor", "نور"},
	{"Aasma", "عاصمہ"},
	{"Kiran", "کرن"},
	{"Mehr", "مہر"},
	{"Rabia", "رابعہ"},
	{"Saba", "صبا"},
	{"Naz", "ناز"},
	{"Zarmina", "زرمینہ"},
	{"Laiba", "لائبہ"},
	{"Hoor", "حور"},
}

var boys = []name{
	{"Ali", "علی"},
	{"Bilal", "بلال"},
	{"Hamza", "حمزہ"},
	{"Usman", "عثمان"},
	{"Danish", "دانش"},
	{"Khushal", "خوشحال"},
	{"Balach", "بالاچ"},
	{"Sachal", "سچل"},
	{"Sher", "شیر"},
	{"Karim", "کریم"},
	{"Yusuf", "یوسف"},
	{"Imran", "عمران"},
	{"Rohan", "روہن"},
	{"Adil", "عادل"},
	{"Waris", "وارث"},
	{"Zahid", "زاہد"},
	{"Mir", "میر"},
	{"Gulab", "گلاب"},
	{"Faiz", "فیض"},
	{"Junaid", "جنید"},
}

var families = []name{
	{"Cheema", "چیمہ"},
	{"Yusufzai", "یوسفزئی"},
	{"Bugti", "بگٹی"},
	{"Soomro", "سومرو"},
	{"Hunzai", "ہنزائی"},
	{"Abbasi", "عباسی"},
	{"Khattak", "خٹک"},
	{"Rind", "رند"},
	{"Chandio", "چانڈیو"},
	{"Baltistani", "بلتستانی"},
}
