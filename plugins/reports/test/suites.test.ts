import { accessMatrix, actionSuite, lifecycleSuite } from '#core/testing';

lifecycleSuite('reports');
accessMatrix('reports');
actionSuite('reports');
