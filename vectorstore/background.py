"""Passages that have nothing to do with anything asked here, in several languages.

They tell how near unrelated text comes to a question, also in a library so small that
all of it is about one subject.
"""

UNRELATED = (
    "The bakery on the corner sells rye bread on Tuesdays and closes at noon.",
    "My neighbour tunes pianos and keeps his tools in a violin case.",
    "Shuffle the cards twice, then deal five to each player.",
    "The second movement begins quietly, with only the cellos.",
    "Le chat dort sur le radiateur depuis que la neige tombe.",
    "Ce tournevis est trop court pour la vis du placard.",
    "Mélangez le beurre et le sucre, puis ajoutez un zeste de citron.",
    "El portero detuvo dos penaltis y el partido terminó sin goles.",
    "Mi abuela guardaba los botones en una lata de galletas.",
    "La película empieza con un tren que cruza un puente de noche.",
    "A chave da garagem ficou em cima da geladeira.",
    "O violonista trocou duas cordas antes do ensaio.",
    "Depois do almoço jogamos dominó na varanda.",
    "Кот перевернул вазу, и вода залила всю полку.",
    "Велосипед скрипит, пора смазать цепь.",
    "Спектакль начнётся в семь, не забудьте бинокль.",
    "这只猫喜欢睡在钢琴上面。",
    "他把雨伞忘在理发店里了。",
    "先把土豆切成丝，再用清水泡十分钟。",
    "نسيت المظلة عند الحلاق يوم الخميس.",
    "يبدأ الفيلم بقطار يعبر جسرا في الليل.",
    "ضع القليل من النعناع في الشاي بعد أن يغلي.",
)
