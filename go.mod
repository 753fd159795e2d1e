module darasa

go 1.26

ignore ./webapp/node_modules
