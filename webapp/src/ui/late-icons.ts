import icons from 'virtual:icons/late';
import { addIcons } from './icon';

// Imported for its effect by what a learner's first visit does not need.
addIcons(icons);
