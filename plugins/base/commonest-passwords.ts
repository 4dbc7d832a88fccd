/** What attackers try first, of those long enough to pass the rule on length; lower case. */
export const commonestPasswords: ReadonlySet<string> = new Set(
  [
    '1234567890 12345678910 123456789a 0123456789 0987654321 9876543210 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop qwerty12345 qwerty123456 qwerty1234',
    'qwertyuiop123 asdfghjkl1 asdfghjklz zxcvbnm123 zxcvbnm1234 password12 password123 password1234 password12345 password2024 password2025 password2026',
    'passw0rd123 p@ssw0rd123 p@ssword123 p@ssw0rd1234 password!1 password123! passwort123 passwort1234 passwort12345 hallo12345 hallo123456 hallohallo',
    'geheim1234 geheim12345 schatz1234 willkommen willkommen1 willkommen123 welcome123 welcome1234 welcome2024 welcome2025 welcome2026 welcome123!',
    'letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1234 sunshine12 sunshine123 princess12 princess123 football12 football123 baseball12 baseball123',
    'superman12 superman123 batman1234 dragon1234 monkey1234 shadow1234 master1234 michael123 charlie123 jennifer12 trustno1234 starwars12 starwars123',
    'liverpool1 liverpool123 chocolate1 chocolate123 abcdefghij abcdefghijk abcd123456 abc1234567 abc12345678 a123456789 a1234567890 aa123456789 admin12345',
    'admin123456 administrator admin@1234 admin@12345 root123456 test123456 test1234567 testtest123 changeme123 changeme1234 default123 temporary1',
    'summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 sommer2024 sommer2025 sommer2026 spring2025 spring2026 autumn2025 january2026',
    'q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsxcde3 zaq1zaq1zaq1 1qaz@wsx3edc 123qwe123qwe qwe123qwe123 123123123123 1231231231 112233445566 1122334455 102030405060',
    '1020304050 123654789a 147258369a 1472583690 7894561230 qazwsxedcrfv qazwsxedc1 google1234 facebook12 facebook123 whatever12 whatever123 freedom123',
    'computer12 computer123 internet12 internet123 samsung123 pokemon123 naruto1234 minecraft1 minecraft123 christmas1 basketball basketball1 volleyball',
    'alexander1 alexander123 elizabeth1 elizabeth123 fuckyou123 fuckyou1234 asdf123456 asdfasdf123 asdfasdfasdf qwertyqwerty passwordpassword password11',
    'correcthorsebatterystaple schalke04! schalke1904 fussball123 sonnenschein berlin1234 deutschland deutschland1 bundesliga lieblingsmensch ichliebedich',
    'passwort1! master12345 adminadmin adminadmin1 atrium1234 atrium12345 rootroot123 guest12345 user123456 demo123456 oracle1234 secret1234 secret12345',
    'mypassword mypassword1 newpassword newpassword1 thepassword',
  ]
    .join(' ')
    .split(' '),
);
