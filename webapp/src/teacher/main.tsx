import { start } from '../main';
import { Routed } from '../routed';
import { Teacher } from './index';

void start('teacher', <Routed scope="/teacher" area={Teacher} />);
